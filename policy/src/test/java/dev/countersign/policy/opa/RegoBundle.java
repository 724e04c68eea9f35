package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.policy.bundle.RuleBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bundles as {@code opa build} writes them: the shipped rules with whatever a test lays beside them. */
final class RegoBundle {

    static final List<String> ENTRY_POINTS =
            List.of("countersign/decide", "countersign/explain", "countersign/needs", "countersign/catalogue");

    private RegoBundle() {}

    /** A company's own rule in every respect. */
    static final String OWN_RULE = """
            package countersign.rules.friday

            title := "Not on a Friday"
            because := "Nobody watches at the weekend"
            mode := "deny"
            tools := ["crm.update_owner"]

            default passes := false

            passes if not input.action.arguments.day == "friday"
            """;

    /** The shipped rules with files beside them, compiled with all entry points. */
    static byte[] archive(Path folder, Map<String, String> beside) {
        return archive(folder, beside, ENTRY_POINTS, false);
    }

    static byte[] archive(Path folder, Map<String, String> beside, List<String> entryPoints, boolean exactly) {
        try {
            Path sources = Files.createDirectories(folder.resolve("company"));
            try (Stream<Path> shipped = Files.walk(Path.of("src/main/rego"))) {
                for (Path file : shipped.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, sources.resolve(file.getFileName().toString()));
                }
            }
            for (Map.Entry<String, String> file : beside.entrySet()) {
                Path path = sources.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            return compile(sources, folder.resolve("bundle.tar.gz"), entryPoints, exactly);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What {@code opa build} makes of a folder. */
    static byte[] compile(Path sources, Path archive, List<String> entryPoints, boolean exactly) throws IOException {
        List<String> line = new ArrayList<>(List.of("build", "--target", "wasm", "--output", archive.toString()));
        entryPoints.forEach(entryPoint -> line.addAll(List.of("--entrypoint", entryPoint)));
        if (exactly) {
            // Otherwise opa adds every rule that refers to an entry point.
            line.add("--prune-unused");
        }
        line.add(sources.toString());
        RegoTool.Run run = RegoTool.orExplain().run(line);
        assertThat(run.exitCode()).as(run.output()).isZero();
        return Files.readAllBytes(archive);
    }

    static RuleBundle read(Path folder, Map<String, String> beside) {
        return RuleBundle.read(archive(folder, beside));
    }
}
