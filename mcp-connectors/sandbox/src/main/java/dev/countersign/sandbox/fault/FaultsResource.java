package dev.countersign.sandbox.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.countersign.sandbox.admin.SandboxOnly;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code POST /admin/faults} scripts one, {@code DELETE} forgets them all. */
@Path("/admin/faults")
@SandboxOnly
@NonBlocking
public class FaultsResource {

    /** The body: {@code kind} hang, drop, error500 or slow; once, after the effect and two seconds late by default. */
    public record Script(
            @Nullable String tool,
            @Nullable String kind,
            @Nullable Integer times,
            @Nullable String effect,
            @JsonProperty("delay_ms") @Nullable Integer delayMillis) {

        Fault fault() {
            if (tool == null || kind == null) {
                throw new IllegalArgumentException("tool and kind are needed");
            }
            return new Fault(
                    tool,
                    Fault.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    times == null ? 1 : times,
                    effect == null ? Fault.Moment.AFTER : Fault.Moment.valueOf(effect.toUpperCase(Locale.ROOT)),
                    Duration.ofMillis(delayMillis == null ? 2_000 : delayMillis));
        }
    }

    private final Faults faults;

    FaultsResource(Faults faults) {
        this.faults = faults;
    }

    @POST
    public void script(Script script) {
        try {
            faults.script(script.fault());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("No such fault: " + e.getMessage(), e);
        }
    }

    @DELETE
    public void clear() {
        faults.clear();
    }
}
