package dev.countersign.orchestrator.testing;

import java.util.List;

/** Who takes part in tests: the local stack's people, and a few who stand for one question each. */
public final class Personas {
    /** An approver who also owns runs: the one who may not approve them. */
    public static final String OWNER_AND_APPROVER = "rita";

    /** Somebody known who has no role. */
    public static final String NOBODY = "nell";

    /** An agent's key that starts runs and reads them. */
    public static final String AGENT = "demo-agent";

    /** An agent's key that may say for whom a run works. */
    public static final String VOICE_AGENT = "voice-agent";

    /** The key of an OPA server, which downloads the active bundle. */
    public static final String POLICY_AGENT = "opa-server";

    /** An agent's key without any scope. */
    public static final String BARE_AGENT = "bare-agent";

    static final String DOCUMENT = """
            {"people": [%s], "agents": [%s]}""".formatted(
                    String.join(
                            ",",
                            List.of(
                                    person("maya", "approver", "revops"),
                                    person("lee", "approver", "revops\",\"finance"),
                                    person("noor", "approver", "finance"),
                                    person("dana", "developer", ""),
                                    person("omar", "operator", ""),
                                    person(OWNER_AND_APPROVER, "approver\",\"developer", "revops"),
                                    person(NOBODY, "", "revops"))),
                    String.join(
                            ",",
                            List.of(
                                    agent(AGENT, "runs.start\",\"calls.read"),
                                    agent(VOICE_AGENT, "runs.start\",\"calls.read\",\"runs.on_behalf_of"),
                                    agent(POLICY_AGENT, "policy.read"),
                                    agent(BARE_AGENT, ""))));

    private Personas() {}

    /** The bearer token of a person or an agent. */
    public static String token(String id) {
        return "test-token-of-" + id;
    }

    private static String person(String id, String roles, String groups) {
        return """
                {"id": "%s", "name": "%s", "roles": [%s], "groups": [%s], "token": "%s"}""".formatted(
                        id, id.substring(0, 1).toUpperCase() + id.substring(1), list(roles), list(groups), token(id));
    }

    private static String agent(String id, String scopes) {
        return """
                {"id": "%s", "owner": "dana", "scopes": [%s], "token": "%s"}""".formatted(id, list(scopes), token(id));
    }

    private static String list(String joined) {
        return joined.isEmpty() ? "" : "\"" + joined + "\"";
    }
}
