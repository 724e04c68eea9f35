package dev.countersign.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Documents;
import dev.countersign.policy.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Documents from a file, or from all files below a folder in the order of their names. */
public final class DocumentFiles {
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private DocumentFiles() {}

    /** A document and where it was read. */
    public record Source(Path file, JsonNode document) {
        public String kind() {
            return document.path("kind").asText("");
        }
    }

    public static List<Source> read(Path path) {
        List<Source> sources = new ArrayList<>();
        for (Path file : files(path)) {
            sources.addAll(readFile(file));
        }
        return sources;
    }

    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new Failure(ExitCode.USAGE, path + " does not exist.");
        }
        try (Stream<Path> below = Files.walk(path)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Source> readFile(Path file) {
        try {
            return Documents.read(Files.readString(file), MAX_BYTES).stream()
                    .map(document -> new Source(file, document))
                    .toList();
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
        } catch (DocumentInvalid invalid) {
            throw new Failure(ExitCode.REFUSED, file + " is not valid:" + sentences(invalid.problems()), invalid);
        }
    }

    /** One line for each problem: where, what is there, and the way out. */
    public static String sentences(List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems) {
            text.append("\n  ").append(problem.pointer().isEmpty() ? "/" : problem.pointer());
            text.append(" = ").append(problem.value()).append(": ").append(problem.fix());
        }
        return text.toString();
    }
}
