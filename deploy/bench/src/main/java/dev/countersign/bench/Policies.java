package dev.countersign.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The policy and the input that both sides are asked with. */
final class Policies {

    private static final String TOOL = "crm.update_opportunity_stage";
    private static final int ABOUT_THE_TOOL = 10;

    private Policies() {}

    /** The worked example of the reference: about a kilobyte. */
    static PolicyInput input() {
        try (InputStream stream = Policies.class.getResourceAsStream("/input.json")) {
            if (stream == null) {
                throw new IllegalStateException("input.json is not on the class path");
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new PolicyInput((ObjectNode) Documents.read(text, 1 << 20).getFirst());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static PolicyRevision revision(DefaultBundle bundle, ObjectNode data) {
        return new PolicyRevision("bench", bundle.rulesDigest(), PolicyData.digest(data));
    }

    /** So many guards: ten about the tool that is asked about, the others about other tools, as in a company. */
    static ObjectNode entries(DefaultBundle bundle, int count) {
        ObjectNode data = PolicyData.bare(bundle.data());
        ArrayNode guards = data.putArray("guards");
        for (int i = 0; i < count; i++) {
            String tool = i < ABOUT_THE_TOOL ? TOOL : "company.tool_" + i / ABOUT_THE_TOOL;
            ObjectNode guard = guards.addObject()
                    .put("id", "guard-" + i)
                    .put("mode", "deny")
                    .put("title", "Guard " + i)
                    .put("because", "The stage is the forbidden one");
            guard.putArray("tools").add(tool);
            guard.putArray("when")
                    .addObject()
                    .put("value", "argument:/stage")
                    .put("op", "eq")
                    .put("to", "forbidden-" + i);
        }
        return data;
    }
}
