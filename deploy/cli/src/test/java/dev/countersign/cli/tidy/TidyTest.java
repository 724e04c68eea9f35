package dev.countersign.cli.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules of style that no compiler checks. */
class TidyTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("countersign.repository", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final int LINES_MAX = 400;

    /** Longer files, each with its reason and the lines that it may have. Only ever downwards. */
    private static final Map<String, Integer> LONGER = Map.of(
            // One life of an approval after the other, over fixtures that only make sense together.
            "orchestrator/src/test/java/dev/countersign/orchestrator/toolcall/ApprovalTest.java", 560,
            // One test per refusal, in their order of precedence.
            "orchestrator/src/test/java/dev/countersign/orchestrator/toolcall/GateTest.java", 440);

    private static final Set<String> PASSED_OVER = Set.of("target", "node_modules");
    private static final Set<String> HIDDEN_BUT_OURS = Set.of(".ci", ".mvn");
    /** Fetches Maven itself, so it has to say from where. */
    private static final Set<String> MAY_NAME_REGISTRIES =
            Set.of("mvnw", "mvnw.cmd", ".mvn/wrapper/maven-wrapper.properties");
    /** Its formatter indents with tabs. */
    private static final Predicate<String> MAY_HAVE_TABS = file -> file.endsWith(".rego") || file.startsWith("mvnw");

    // Split, so that this file does not find itself.
    private static final Pattern LEFT_OPEN = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern REGISTRY = Pattern.compile(String.join(
            "|",
            "repo1?\\.mav" + "en",
            "pypi\\." + "org",
            "npmjs\\." + "(com|org)",
            "proxy\\.gol" + "ang",
            "crates\\." + "io"));
    private static final Pattern MACHINE = Pattern.compile("/(wo" + "rk|ro" + "ot|ho" + "me/[a-z]+)/|/tmp/" + "[a-z]/");

    private static final Map<String, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void readEverything() throws IOException {
        Files.walkFileTree(REPOSITORY, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean hidden = name.startsWith(".") && !HIDDEN_BUT_OURS.contains(name);
                boolean ours = folder.equals(REPOSITORY) || !(hidden || PASSED_OVER.contains(name));
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    TEXTS.put(REPOSITORY.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                } catch (MalformedInputException binary) {
                    // A picture or a compiled module.
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(TEXTS).containsKeys("pom.xml", "README.md", "countersign");
    }

    @Test
    void filesFitTheirLimit() {
        Map<String, Long> tooLong = new TreeMap<>();
        Map<String, Integer> unused = new HashMap<>(LONGER);
        TEXTS.forEach((file, text) -> {
            if (file.endsWith(".java")) {
                long lines = text.lines().count();
                if (lines > LINES_MAX) {
                    unused.remove(file);
                }
                if (lines > LONGER.getOrDefault(file, LINES_MAX)) {
                    tooLong.put(file, lines);
                }
            }
        });
        assertThat(tooLong).as("split them, or give a reason in the list").isEmpty();
        assertThat(unused).as("short enough now: take them from the list").isEmpty();
    }

    @Test
    void nothingIsLeftOpen() {
        assertThat(lines(file -> true, LEFT_OPEN)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() {
        Set<String> silent = new TreeSet<>();
        for (String file : TEXTS.keySet()) {
            if (file.contains("/src/main/java/") && file.endsWith(".java")) {
                String folder = file.substring(0, file.lastIndexOf('/') + 1);
                if (!TEXTS.containsKey(folder + "package-info.java")) {
                    silent.add(folder);
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void everyModuleHasAPage() {
        List<String> without = TEXTS.keySet().stream()
                .filter(file -> file.endsWith("pom.xml"))
                .map(file -> file.replace("pom.xml", "README.md"))
                .filter(page -> !TEXTS.containsKey(page))
                .toList();
        assertThat(without).isEmpty();
    }

    @Test
    void blanksOnly() {
        assertThat(lines(MAY_HAVE_TABS.negate(), Pattern.compile("\t"))).isEmpty();
    }

    @Test
    void nothingNamesARegistryOrAMachine() {
        assertThat(lines(file -> !MAY_NAME_REGISTRIES.contains(file), REGISTRY)).isEmpty();
        assertThat(lines(file -> true, MACHINE)).isEmpty();
    }

    private static List<String> lines(Predicate<String> files, Pattern pattern) {
        List<String> found = new ArrayList<>();
        TEXTS.forEach((file, text) -> {
            if (files.test(file) && pattern.matcher(text).find()) {
                int number = 0;
                for (String line : text.split("\n", -1)) {
                    number++;
                    if (pattern.matcher(line).find()) {
                        found.add(file + ":" + number + ": " + line.strip());
                    }
                }
            }
        });
        return found;
    }
}
