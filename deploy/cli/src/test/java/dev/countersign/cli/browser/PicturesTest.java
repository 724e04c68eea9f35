package dev.countersign.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pictures of the documentation: each is shown somewhere, none is missing, and each is there in both themes. */
class PicturesTest {
    private static final Pattern PICTURE = Pattern.compile("screens/([a-z0-9-]+\\.png)");
    private static final Path REPOSITORY = Path.of(System.getProperty("countersign.repository"));

    @Test
    void whatIsThereIsWhatTheDocumentsShow() throws IOException {
        Set<String> shown = new TreeSet<>();
        try (Stream<Path> files = Files.walk(REPOSITORY.resolve("docs"))) {
            for (Path file : Stream.concat(Stream.of(REPOSITORY.resolve("README.md")), files)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList()) {
                PICTURE.matcher(Files.readString(file)).results().forEach(match -> shown.add(match.group(1)));
            }
        }
        assertThat(there()).isNotEmpty().isEqualTo(shown);
    }

    @Test
    void eachIsThereInLightAndInDark() throws IOException {
        assertThat(there()).allSatisfy(name -> assertThat(name).matches(".*-(light|dark)\\.png"));
        assertThat(there())
                .isEqualTo(there().stream()
                        .map(name -> name.replaceAll("-(light|dark)\\.png$", ""))
                        .flatMap(name -> Stream.of(name + "-light.png", name + "-dark.png"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Set<String> there() throws IOException {
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("docs/screens"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
