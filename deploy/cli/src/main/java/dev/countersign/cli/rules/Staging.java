package dev.countersign.cli.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of its own that is laid out always alike, so that the same sources compile to the same bytes wherever they
 * lie: {@code countersign/} for ours, {@code own/} for the company's, {@code data.json} where there are data.
 */
final class Staging implements AutoCloseable {
    static final String OURS = "countersign";
    static final String OWN = "own";

    private final Path root;

    private Staging(Path root) {
        this.root = root;
    }

    /** Lays out the shipped rules. */
    static Staging withShippedRules() {
        try {
            Staging staging = new Staging(Files.createTempDirectory("countersign-rules"));
            staging.copy(ShippedRules.sources(), rego(ShippedRules.sources()), OURS);
            return staging;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    Path root() {
        return root;
    }

    /** Copies files with their place below a folder. */
    void copy(Path from, List<Path> files, String to) {
        try {
            for (Path file : files) {
                Path target = root.resolve(to).resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void data(JsonNode data) {
        try {
            Files.writeString(root.resolve("data.json"), data.toString());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    byte[] read(String name) {
        try {
            return Files.readAllBytes(root.resolve(name));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What opa is given: the folders and files that there are. */
    List<String> contents() {
        return Stream.of(OURS, OWN, "data.json")
                .filter(name -> Files.exists(root.resolve(name)))
                .toList();
    }

    static List<Path> rego(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(file -> file.toString().endsWith(".rego"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static Failure failed(IOException e) {
        return new Failure(ExitCode.USAGE, "The rules cannot be laid out for opa: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
