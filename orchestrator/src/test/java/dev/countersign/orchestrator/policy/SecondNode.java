package dev.countersign.orchestrator.policy;

import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.InstantSource;

/** Policy as a second instance on the same database has it: an engine and an active revision of its own. */
public record SecondNode(ActivePolicy policy, PolicyChanges changes) implements AutoCloseable {

    public static SecondNode beside(ActivePolicy first) {
        var config = bean(PolicyConfig.class);
        var engines = new Engines(config);
        var rules = new RuleStore(bean(Database.class));
        var revisions = new Revisions(bean(Database.class), rules, engines);
        var log = new RevisionLog(bean(Database.class), bean(LedgerWorkers.class), bean(Ids.class));
        var policy = new ActivePolicy(revisions, log, rules, engines, bean(InstantSource.class));
        policy.load(new StartupEvent());
        var changes = new PolicyChanges(policy, revisions, log, rules, engines, new SigningKeys(config), config);
        if (!policy.active().revision().equals(first.active().revision())) {
            throw new AssertionError("a second instance starts with what is active");
        }
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
