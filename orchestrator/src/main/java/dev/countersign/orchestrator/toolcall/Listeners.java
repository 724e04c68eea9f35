package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.policy.DecisionListener;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Tells whoever listens of a decision. A listener that breaks its word is logged and changes nothing. */
@Singleton
class Listeners {
    private static final Logger LOG = Logger.getLogger(Listeners.class);

    private final List<DecisionListener> listeners;

    Listeners(@All List<DecisionListener> listeners) {
        this.listeners = listeners;
    }

    void tell(UUID call, PolicyInput input, Decision decision) {
        for (DecisionListener listener : listeners) {
            try {
                listener.decided(call, input, decision);
            } catch (RuntimeException broken) {
                LOG.errorf(
                        "call %s: a listener failed: %s",
                        call, broken.getClass().getSimpleName());
            }
        }
    }
}
