package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks an OPA server over its Data API (ADR 0013). The server downloads our bundle; an answer of its counts only when
 * its provenance names the rules and the data of the point that was asked. Nothing is remembered between questions.
 *
 * <p>A server holds one revision at a time. So replays, shadows and the check of an upload are asked in process.
 */
public final class OpaServerPolicyEngine implements PolicyEngine {

    private final OpaServer server;

    public OpaServerPolicyEngine(Settings settings, InstantSource clock) {
        this.server = new OpaServer(settings, clock);
    }

    /**
     * Opens the point of a revision, and asks nothing: the server may have to download it first. Whether the rules can
     * decide is what {@link WasmPolicyEngine#open} says about the same bundle.
     */
    @Override
    public PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        return new OpaServerDecisionPoint(server.engine(revision.mark()), revision);
    }

    /** What the questions of late tell. A point that a newer one replaced no longer says anything about it. */
    @Override
    public Health health() {
        return server.health();
    }

    /** Ends what is being asked, which is then indeterminate. */
    @Override
    public void close() {
        server.close();
    }

    /**
     * Where the server is and how patient we are.
     *
     * @param url without {@code /v1}; may have a path
     * @param token sent as bearer token, null for none
     * @param deadline of one question with all its attempts
     * @param attempts how often one question is asked at most while there is no answer. Another revision's answer is
     *     asked again until the deadline, whatever this says
     * @param failures so many in a row, and the server is left alone for a while
     * @param pause how long; then one question tries
     */
    public record Settings(
            URI url, @Nullable String token, Duration deadline, int attempts, int failures, Duration pause) {
        public Settings {
            if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException("url must begin with http:// or https://");
            }
            if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("deadline must be positive and at most a minute");
            }
            if (attempts < 1 || attempts > 10) {
                throw new IllegalArgumentException("attempts must be between 1 and 10");
            }
            if (failures < 1 || failures > 1000) {
                throw new IllegalArgumentException("failures must be between 1 and 1000");
            }
            if (pause.isNegative() || pause.isZero() || pause.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("pause must be positive and at most ten minutes");
            }
        }

        @Override
        public String toString() {
            return "Settings[" + url + "]";
        }
    }
}
