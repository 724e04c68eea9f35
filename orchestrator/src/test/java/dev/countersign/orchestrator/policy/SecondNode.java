package dev.countersign.orchestrator.policy;

import dev.countersign.mcp.credential.Credentials;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.policy.opa.PolicyEngine;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.InstantSource;

/** Policy as a second instance on the same database has it: an engine and an active revision of its own. */
public record SecondNode(ActivePolicy policy, PolicyChanges changes) implements AutoCloseable {

    /** Starts one with the engine that is configured. */
    public static SecondNode beside(ActivePolicy first) {
        SecondNode node = with(new Engines(
                bean(PolicyConfig.class),
                bean(OpaServerConfig.class),
                bean(Credentials.class),
                bean(InstantSource.class)));
        if (!node.policy().active().revision().equals(first.active().revision())) {
            throw new AssertionError("a second instance starts with what is active");
        }
        return node;
    }

    /** Starts one that decides by this engine. */
    public static SecondNode with(PolicyEngine engine) {
        return with(new Engines(engine, engine));
    }

    private static SecondNode with(Engines engines) {
        var config = bean(PolicyConfig.class);
        var rules = new RuleStore(bean(Database.class));
        var revisions = new Revisions(bean(Database.class), rules, engines);
        var log = new RevisionLog(bean(Database.class), bean(LedgerWorkers.class), bean(Ids.class));
        var policy = new ActivePolicy(revisions, log, rules, engines, bean(InstantSource.class));
        policy.load(new StartupEvent());
        var changes = new PolicyChanges(policy, revisions, log, rules, engines, new SigningKeys(config), config);
        return new SecondNode(policy, changes);
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    @Override
    public void close() {
        policy.close(new ShutdownEvent());
    }
}
