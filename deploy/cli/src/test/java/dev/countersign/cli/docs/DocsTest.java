package dev.countersign.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.countersign.cli.Countersign;
import dev.countersign.cli.ExitCode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.document.Documents;
import dev.countersign.policy.document.Schemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The pages say what is so. Commands that need a stack are run by the acceptance tests. */
class DocsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("countersign.repository", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Path REFERENCE = REPOSITORY.resolve("docs/reference");
    private static final Path EXAMPLES = REPOSITORY.resolve("docs/examples");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)`");
    private static final Pattern INLINE = Pattern.compile("`(\\./countersign [^`\n]*)`");

    private static final Map<String, String> SCHEMAS = Map.of(
            "workflow", "orchestrator/src/main/resources/schemas",
            "model", "orchestrator/src/main/resources/schemas",
            "event", "orchestrator/src/main/resources/schemas",
            "connector", "mcp-connectors/client/src/main/resources/schemas",
            "policy-data", "policy/src/main/resources/schemas",
            "policy-input", "policy/src/main/resources/schemas",
            "policy-output", "policy/src/main/resources/schemas");

    private static final Map<String, String> INTROS = Map.of("policy-input", """
            What the shipped rules and a company's own find under `input`, and what `given` and `defaults` of a decision
            table are made of. What is absent was not read, and what is not known never permits. How to write a rule:
            [write-a-rule](../guides/write-a-rule.md).
            """, "policy-output", """
            What the entry points answer: `countersign/decide` a decision, `countersign/explain` an explanation,
            `countersign/needs` what has to be counted first, `countersign/catalogue` the own rules. An answer that
            does not fit this is no answer, and no answer refuses.
            """);

    private static boolean write() {
        return Boolean.getBoolean("countersign.docs.write");
    }

    @Test
    void everyLinkLeadsSomewhere() {
        // Given
        List<String> broken = new ArrayList<>();

        // When
        for (Page page : Page.all(REPOSITORY)) {
            for (String link : page.links()) {
                if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
                    broken.add(REPOSITORY.relativize(page.file()) + " -> " + link);
                }
            }
        }

        // Then
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page.file()
                : page.file().resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || Page.read(target).anchors().contains(parts[1]);
    }

    @Test
    void everyTestThatIsNamedExists() {
        // Given
        Set<String> tests = Page.files(REPOSITORY, "Test.java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());

        // When
        Set<String> named = new TreeSet<>();
        for (Page page : Page.all(REPOSITORY)) {
            NAMED_TEST.matcher(page.prose()).results().forEach(match -> named.add(match.group(1)));
        }

        // Then
        assertThat(tests).containsAll(named);
    }

    @Test
    void everyCommandExistsWithItsOptions() {
        // Given
        CommandLine line = Countersign.commandLine();
        List<String> commands = new ArrayList<>();
        List<String> wrong = new ArrayList<>();

        // When
        for (Page page : Page.all(REPOSITORY)) {
            for (String command : commands(page)) {
                commands.add(command);
                complaint(line, command)
                        .ifPresent(why -> wrong.add(REPOSITORY.relativize(page.file()) + ": " + command + ": " + why));
            }
        }

        // Then
        assertThat(wrong).isEmpty();
        assertThat(commands).hasSizeGreaterThan(30);
    }

    private static List<String> commands(Page page) {
        List<String> commands = new ArrayList<>();
        for (Page.Block block : page.blocks()) {
            if (block.language().equals("sh") || block.language().equals("console")) {
                block.text()
                        .replace("\\\n", " ")
                        .lines()
                        .map(line -> line.replaceFirst("^\\s*\\$ ", "").strip())
                        .filter(line -> line.startsWith("./countersign"))
                        .forEach(commands::add);
            }
        }
        INLINE.matcher(page.prose()).results().map(match -> match.group(1)).forEach(commands::add);
        return commands;
    }

    private static Optional<String> complaint(CommandLine line, String command) {
        List<String> words = ShellWords.of(command);
        try {
            line.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void thePageOfCommandsIsFresh() throws IOException {
        Path page = REFERENCE.resolve("commands.md");
        if (write()) {
            Files.writeString(page, CommandsPage.text());
        }
        assertThat(page)
                .as("made anew with -Dcountersign.docs.write=true")
                .content()
                .isEqualTo(CommandsPage.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy-input", "policy-output"})
    void thePageOfASchemaIsFresh(String name) throws IOException {
        // Given
        Path page = REFERENCE.resolve(name + ".md");
        JsonNode schema = JSON.readTree(Schemas.text(name));

        // When
        String text = SchemaPage.text(name, schema, INTROS.getOrDefault(name, ""));
        if (write()) {
            Files.writeString(page, text);
        }

        // Then
        assertThat(page)
                .as("made anew with -Dcountersign.docs.write=true")
                .content()
                .isEqualTo(text);
    }

    @Test
    void schemasAreTheOnesThatAreServed() throws IOException {
        for (Map.Entry<String, String> schema : SCHEMAS.entrySet()) {
            String name = schema.getKey() + ".schema.json";
            Path copy = REFERENCE.resolve("schemas").resolve(name);
            Path source = REPOSITORY.resolve(schema.getValue()).resolve(name);
            if (write()) {
                Files.writeString(copy, Files.readString(source));
            }
            assertThat(copy)
                    .as("made anew with -Dcountersign.docs.write=true")
                    .content()
                    .isEqualTo(Files.readString(source));
        }
    }

    @Test
    void everySchemaIsPublished() throws IOException {
        try (Stream<Path> copies = Files.list(REFERENCE.resolve("schemas"))) {
            assertThat(copies.map(copy -> copy.getFileName().toString().replace(".schema.json", "")))
                    .containsExactlyInAnyOrderElementsOf(SCHEMAS.keySet());
        }
    }

    @Test
    void exampleDocumentsAreValid() throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(EXAMPLES)) {
            files = below.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            for (JsonNode document : Documents.read(Files.readString(file), MAX_BYTES)) {
                assertThat(problems(document)).as(file.toString()).isEmpty();
            }
        }
    }

    @Test
    void documentsInPagesAreValid() {
        for (Page page : Page.all(REPOSITORY)) {
            for (Page.Block block : page.blocks()) {
                if (block.language().equals("yaml") && block.text().startsWith("kind:")) {
                    for (JsonNode document : Documents.read(block.text(), MAX_BYTES)) {
                        assertThat(problems(document))
                                .as(page.file().toString())
                                .isEmpty();
                    }
                }
            }
        }
    }

    /** Whoever copies from the README has what the files hold. */
    @Test
    void theReadmeShowsTheExampleWhole() throws IOException {
        List<JsonNode> shown = Page.read(REPOSITORY.resolve("README.md")).blocks().stream()
                .filter(block -> block.language().equals("yaml") && block.text().startsWith("kind:"))
                .flatMap(block -> Documents.read(block.text(), MAX_BYTES).stream())
                .toList();
        List<JsonNode> held = new ArrayList<>();
        for (String name : List.of("connector", "policy", "workflow")) {
            held.addAll(Documents.read(Files.readString(EXAMPLES.resolve("own-server/" + name + ".yaml")), MAX_BYTES));
        }
        assertThat(shown).isEqualTo(held);
    }

    /** Whoever copies the rule from the guide has what the tests run; only comments and indentation differ. */
    @Test
    void theGuideShowsTheExamplesRuleWhole() throws IOException {
        String shown = Page.read(REPOSITORY.resolve("docs/guides/write-a-rule.md")).blocks().stream()
                .filter(block -> block.language().equals("rego"))
                .map(Page.Block::text)
                .collect(Collectors.joining("\n"));

        assertThat(statements(shown))
                .isEqualTo(statements(Files.readString(EXAMPLES.resolve("own-rules/forecast_jump.rego"))));
    }

    private static List<String> statements(String rego) {
        return rego.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"own-server", "own-rules"})
    void theExamplesDecisionTableHolds(String example) {
        CommandLine line = Countersign.commandLine();
        StringWriter said = new StringWriter();
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        int exitCode =
                line.execute("policy", "test", "-f", EXAMPLES.resolve(example).toString());
        assertThat(exitCode).as(said.toString()).isEqualTo(ExitCode.OK);
    }

    private static List<String> problems(JsonNode document) {
        List<String> problems = new ArrayList<>();
        switch (document.path("kind").asText()) {
            case "Connector" -> problems.addAll(problems("connector", document));
            case "Workflow" -> {
                problems.addAll(problems("workflow", document));
                problems.addAll(problems("model", document.path("model")));
            }
            case "PolicyData" -> {
                ObjectNode shipped = PolicyData.bare(DefaultBundle.load().data());
                PolicyData.check(PolicyData.merge(shipped, document)).forEach(problem -> problems.add("" + problem));
            }
            case "PolicyTest" -> {}
            default -> problems.add("unknown kind " + document.path("kind"));
        }
        return problems;
    }

    private static List<String> problems(String schema, JsonNode document) {
        try {
            JsonNode text = JSON.readTree(
                    REFERENCE.resolve("schemas/" + schema + ".schema.json").toFile());
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text)
                    .validate(document)
                    .stream()
                    .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
