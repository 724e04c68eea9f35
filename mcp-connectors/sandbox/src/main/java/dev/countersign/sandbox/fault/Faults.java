package dev.countersign.sandbox.fault;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The script of faults: at most one per tool, used up call by call. */
@ApplicationScoped
public class Faults {

    private final Map<String, Fault> scripted = new ConcurrentHashMap<>();

    public void script(Fault fault) {
        scripted.put(fault.tool(), fault);
    }

    public void clear() {
        scripted.clear();
    }

    /** What the call that has just arrived must suffer. */
    public Optional<Fault> next(String tool) {
        var taken = new AtomicReference<Fault>();
        scripted.computeIfPresent(tool, (name, fault) -> {
            taken.set(fault);
            return fault.times() == 1
                    ? null
                    : new Fault(name, fault.kind(), fault.times() - 1, fault.effect(), fault.delay());
        });
        return Optional.ofNullable(taken.get());
    }
}
