package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Compiled rules by their digest. The shipped ones come from the class path; the store keeps them too, so that another
 * version of this program, and a rollback after an upgrade, find them.
 */
@Singleton
class RuleStore {
    private static final NamedSql FIND =
            NamedSql.of("SELECT shipped, wasm, sources FROM policy_rules WHERE rules_digest = :digest");
    private static final NamedSql SHIPPED =
            NamedSql.of("SELECT shipped FROM policy_rules WHERE rules_digest = :digest");
    private static final NamedSql KEEP = NamedSql.of("""
            INSERT INTO policy_rules (rules_digest, shipped, wasm, sources)
            VALUES (:digest, :shipped, :wasm, :sources) ON CONFLICT (rules_digest) DO NOTHING""");

    private final Database database;
    private final RuleBundle shipped = DefaultBundle.load().rules();

    RuleStore(Database database) {
        this.database = database;
    }

    /** What this version of Countersign ships, with its default data. */
    RuleBundle shipped() {
        return shipped;
    }

    String shippedDigest() {
        return Objects.requireNonNull(shipped.rulesDigest());
    }

    /** Whether these rules came with some version of Countersign, and were not uploaded. */
    boolean isShipped(String digest) {
        // A revision from before rules were kept had the rules of its own version.
        return digest.equals(shippedDigest())
                || database.row(SHIPPED, Bindings.of("digest", digest))
                        .map(row -> row.getBoolean("shipped"))
                        .orElse(true);
    }

    /** Writes down the rules of this version. */
    void keepShipped() {
        keep(shipped, true);
    }

    /** Writes down uploaded rules; the same ones again are no change. */
    void keep(RuleBundle rules) {
        keep(rules, false);
    }

    private void keep(RuleBundle rules, boolean ours) {
        ObjectNode sources = JsonNodeFactory.instance.objectNode();
        rules.sources().forEach(sources::put);
        database.execute(
                KEEP,
                Bindings.of("digest", rules.rulesDigest())
                        .and("shipped", ours)
                        .and("wasm", Buffer.buffer(Objects.requireNonNull(rules.wasm())))
                        .and("sources", Rows.text(sources)));
    }

    /** @throws DocumentInvalid when nobody has these rules any more, or what is stored is not what was stored */
    RuleBundle get(String digest) {
        if (digest.equals(shippedDigest())) {
            return new RuleBundle(shipped.wasm(), shipped.rulesDigest(), shipped.sources(), null);
        }
        Optional<Row> row = database.row(FIND, Bindings.of("digest", digest));
        if (row.isEmpty()) {
            throw new DocumentInvalid(new Problem(
                    "/rules_digest",
                    digest,
                    "These rules came with another version of Countersign and were not kept."
                            + " Choose a newer revision, or upload the rules as a signed bundle."));
        }
        byte[] wasm = row.get().getBuffer("wasm").getBytes();
        if (!Digest.of(wasm).value().equals(digest)) {
            throw new DocumentInvalid(new Problem(
                    "/rules_digest",
                    digest,
                    "The stored rules are not the ones of this digest: somebody changed the database."
                            + " Upload the signed bundle again."));
        }
        return new RuleBundle(wasm, digest, sources(Rows.parse(row.get().getString("sources"))), null);
    }

    private static Map<String, String> sources(JsonNode stored) {
        Map<String, String> sources = new HashMap<>();
        stored.properties()
                .forEach(
                        source -> sources.put(source.getKey(), source.getValue().asText()));
        return sources;
    }
}
