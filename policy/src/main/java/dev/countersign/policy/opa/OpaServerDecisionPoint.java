package dev.countersign.policy.opa;

import dev.countersign.policy.decision.PolicyRevision;

/** The decision point of one revision on an OPA server. */
final class OpaServerDecisionPoint extends EnginePoint {

    OpaServerDecisionPoint(Engine engine, PolicyRevision revision) {
        super(engine, revision);
    }
}
