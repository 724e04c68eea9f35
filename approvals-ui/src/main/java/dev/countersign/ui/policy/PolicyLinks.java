package dev.countersign.ui.policy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses of the policy page. */
public final class PolicyLinks {

    private PolicyLinks() {}

    /** Where a rule stands on the page; empty for no rule. */
    public static String rule(@Nullable String ruleId) {
        return ruleId == null || ruleId.isEmpty() ? "" : "/policy#" + encoded(ruleId);
    }

    /** The tester with what policy was asked about a call. */
    public static String test(UUID call) {
        return "/policy?call=" + call + "#test";
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}
