package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.styra.opa.wasm.OpaPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of the rules once more, compiled to Wasm: OPA's two evaluators are two implementations of the builtins, and
 * the one that decides in production is not the one that {@code opa test} runs.
 */
class RulesInWasmTest {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package (\\S+)$");
    private static final Pattern TEST = Pattern.compile("(?m)^(test_\\w+) if");

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> holdInWasmToo() throws Exception {
        // Given
        RegoTool tool = RegoTool.orExplain();
        List<String> tests = tests();
        List<String> line = new ArrayList<>(List.of(
                "build",
                "--target",
                "wasm",
                "--capabilities",
                "capabilities.json",
                "--output",
                folder.resolve("tests.tar.gz").toString()));
        tests.forEach(test -> line.addAll(List.of("--entrypoint", test)));
        line.addAll(List.of("src/main/rego", "src/test/rego"));
        RegoTool.Run build = tool.run(line);
        assertThat(build.exitCode()).as(build.output()).isZero();
        RegoTool.Run unpack = RegoTool.execute(
                List.of("tar", "-xzf", folder.resolve("tests.tar.gz").toString(), "-C", folder.toString()));
        assertThat(unpack.exitCode()).as(unpack.output()).isZero();
        OpaPolicy policy = OpaPolicy.builder()
                .withPolicy(Files.readAllBytes(folder.resolve("policy.wasm")))
                .build()
                .data("{}");

        // Then
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream()
                .map(test -> DynamicTest.dynamicTest(
                        test,
                        () -> assertThat(policy.entrypoint(test).evaluate("{}")).isEqualTo("[{\"result\":true}]")));
    }

    private static List<String> tests() throws IOException {
        List<String> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/rego"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                Matcher home = PACKAGE.matcher(text);
                assertThat(home.find()).isTrue();
                Matcher test = TEST.matcher(text);
                while (test.find()) {
                    tests.add(home.group(1).replace('.', '/') + "/" + test.group(1));
                }
            }
        }
        return tests;
    }
}
