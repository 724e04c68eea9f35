package dev.countersign.orchestrator.desk;

import dev.countersign.ui.policy.InForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A company's own rules as their Rego texts declare them: which there are, by their packages, and what they say of
 * themselves where that is a plain text. Evaluates nothing; what a rule computes is not told here.
 */
final class OwnRules {
    private static final Pattern PACKAGE =
            Pattern.compile("^package[ \\t]+countersign\\.rules\\.([A-Za-z_][A-Za-z0-9_]*)[ \\t]*$", Pattern.MULTILINE);
    private static final Pattern TOOLS = declared("tools", "\\[([^\\]]*)]");
    private static final Pattern GROUPS = declared("groups", "\\[([^\\]]*)]");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    private OwnRules() {}

    static List<InForce.Rule> of(Map<String, String> sources) {
        Map<String, String> byName = new TreeMap<>();
        sources.forEach((path, text) -> {
            Matcher name = PACKAGE.matcher(text);
            if (!path.endsWith("_test.rego") && name.find()) {
                byName.merge(name.group(1), text, (one, more) -> one + "\n" + more);
            }
        });
        var rules = new ArrayList<InForce.Rule>();
        byName.forEach((name, text) -> rules.add(rule(name, text)));
        return rules;
    }

    private static InForce.Rule rule(String name, String text) {
        List<String> tools = list(TOOLS, text);
        String because = plain("because", text);
        String about = tools.isEmpty() ? "Every tool that the data names" : String.join(", ", tools);
        String said = about + " " + outcome(text, tools.size() < 2) + " unless the rule passes."
                + (because.isEmpty() ? "" : " It says: " + because + (because.endsWith(".") ? "" : "."));
        String title = plain("title", text);
        return new InForce.Rule(
                "rule:" + name, "rule:" + name, InForce.Kind.OWN, tools, title.isEmpty() ? name : title, said, null);
    }

    private static String outcome(String text, boolean one) {
        if (!plain("mode", text).equals("require_approval")) {
            return one ? "is denied" : "are denied";
        }
        String tier = plain("tier", text);
        return (one ? "asks " : "ask ")
                + String.join(" or ", list(GROUPS, text))
                + (tier.isEmpty() ? "" : " (" + tier + ")");
    }

    private static String plain(String member, String text) {
        Matcher value = declared(member, "\"([^\"\\\\]*)\"").matcher(text);
        return value.find() ? value.group(1) : "";
    }

    private static List<String> list(Pattern pattern, String text) {
        var found = new ArrayList<String>();
        Matcher list = pattern.matcher(text);
        if (list.find()) {
            TEXT.matcher(list.group(1)).results().forEach(element -> found.add(element.group(1)));
        }
        return found;
    }

    private static Pattern declared(String member, String value) {
        return Pattern.compile("^" + member + "[ \\t]*:=[ \\t]*" + value, Pattern.MULTILINE);
    }
}
