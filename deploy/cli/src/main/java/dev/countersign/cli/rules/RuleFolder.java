package dev.countersign.cli.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.PolicyTable;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a company keeps in a folder, or in one file, about policy: own rules in Rego with their tests, policy data,
 * decision tables, and perhaps connectors.
 *
 * @param root the folder, or the file
 * @param rules Rego that decides
 * @param tests Rego whose file name ends in {@code _test.rego}
 * @param documents every YAML and JSON document
 */
public record RuleFolder(Path root, List<Path> rules, List<Path> tests, List<DocumentFiles.Source> documents) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package[ \\t]+([^\\s#]+)");
    private static final Pattern WHOLE_DATA = Pattern.compile("data\\.(yaml|yml|json)");
    private static final String OWN = "countersign.rules.";

    public RuleFolder {
        rules = List.copyOf(rules);
        tests = List.copyOf(tests);
        documents = List.copyOf(documents);
    }

    /**
     * Reads a folder, or one document.
     *
     * @throws Failure when something in it cannot be read, or a rule takes the package of a shipped one
     */
    public static RuleFolder read(Path root) {
        List<Path> rego = rego(root);
        List<Path> rules = rego.stream().filter(file -> !isTest(file)).toList();
        rules.forEach(RuleFolder::refuseShippedPackage);
        return new RuleFolder(
                root, rules, rego.stream().filter(RuleFolder::isTest).toList(), DocumentFiles.read(root));
    }

    private static List<Path> rego(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> below = Files.walk(root)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".rego"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, root + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isTest(Path file) {
        return file.toString().endsWith("_test.rego");
    }

    /** Whoever redefined a shipped package would fork ours without seeing it. */
    private static void refuseShippedPackage(Path file) {
        String name = packageOf(file);
        boolean ours = name.equals("countersign") || name.startsWith("countersign.");
        if (ours && !(name.startsWith(OWN) && name.length() > OWN.length())) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "%s declares package %s, which belongs to the shipped rules. Name it countersign.rules.<name>."
                            .formatted(file, name));
        }
    }

    static String packageOf(Path file) {
        try {
            Matcher found = PACKAGE.matcher(Files.readString(file));
            return found.find() ? found.group(1) : "";
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    public boolean hasRego() {
        return !rules.isEmpty() || !tests.isEmpty();
    }

    public List<DocumentFiles.Source> documents(String kind) {
        return documents.stream().filter(source -> source.kind().equals(kind)).toList();
    }

    /** Whether it says anything about the data. */
    public boolean hasData() {
        return wholeData().isPresent() || !documents("PolicyData").isEmpty();
    }

    /**
     * The data that this folder wants: its {@code data.yaml} as a whole or else what is given here, with every other
     * PolicyData document merged over it as {@code apply} would.
     *
     * @throws Failure with every problem of the document that makes them invalid
     */
    public ObjectNode data(JsonNode onto) {
        Optional<DocumentFiles.Source> whole = wholeData();
        ObjectNode data =
                PolicyData.bare(whole.map(DocumentFiles.Source::document).orElse(onto));
        whole.ifPresent(source -> check(source, PolicyData.bare(source.document())));
        for (DocumentFiles.Source change : documents("PolicyData")) {
            if (whole.isEmpty() || change != whole.get()) {
                data = merged(data, change);
            }
        }
        return data;
    }

    private static ObjectNode merged(ObjectNode data, DocumentFiles.Source change) {
        try {
            ObjectNode merged = PolicyData.merge(data, change.document());
            check(change, merged);
            return merged;
        } catch (DocumentInvalid invalid) {
            throw refused(change, invalid.problems());
        }
    }

    private static void check(DocumentFiles.Source source, ObjectNode data) {
        List<Problem> problems = PolicyData.check(data);
        if (!problems.isEmpty()) {
            throw refused(source, problems);
        }
    }

    private static Failure refused(DocumentFiles.Source source, List<Problem> problems) {
        return new Failure(ExitCode.REFUSED, source.file() + " is not valid:" + DocumentFiles.sentences(problems));
    }

    /** A file data.yaml directly in the folder is the data themselves, as in a bundle. */
    public Optional<DocumentFiles.Source> wholeData() {
        return documents.stream()
                .filter(source -> root.equals(source.file().getParent()))
                .filter(source -> WHOLE_DATA
                        .matcher(source.file().getFileName().toString())
                        .matches())
                .filter(source -> source.kind().isEmpty() || source.kind().equals("PolicyData"))
                .findFirst();
    }

    /** The decision tables. */
    public List<PolicyTable> tables() {
        return documents("PolicyTest").stream().map(RuleFolder::table).toList();
    }

    private static PolicyTable table(DocumentFiles.Source source) {
        try {
            return PolicyTable.of(source.document());
        } catch (DocumentInvalid invalid) {
            throw refused(source, invalid.problems());
        }
    }
}
