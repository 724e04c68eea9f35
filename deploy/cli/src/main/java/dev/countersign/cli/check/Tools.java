package dev.countersign.cli.check;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the tests and the rules need beyond a JDK: found, or installed and said so, or named with the command that
 * would.
 */
public final class Tools {
    private static final String OPA_VERSION = "1.22.0";
    private static final String OPA_MODULE = "github.com/open-policy-agent/opa@v" + OPA_VERSION;
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser");

    private final Path folder;
    private final Consumer<String> say;

    /**
     * @param folder where tools of our own are installed
     * @param say hears what is being installed
     */
    public Tools(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    Path chromium() throws IOException, InterruptedException {
        Optional<Path> found = browser();
        if (found.isPresent()) {
            return found.get();
        }
        List<String> install =
                List.of("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation");
        String byHand =
                "Chromium is missing, and the browser tests need it. Install it: sudo " + String.join(" ", install);
        if (onPath("apt-get").isEmpty()) {
            throw new Failure(ExitCode.USAGE, byHand);
        }
        List<String> asRoot = prefix().orElseThrow(() -> new Failure(ExitCode.USAGE, byHand));
        say.accept("Chromium is missing; installing the Debian package ...");
        Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
        if (!run(joined(asRoot, install), quiet)) {
            run(joined(asRoot, List.of("apt-get", "update")), quiet);
            run(joined(asRoot, install), quiet);
        }
        return browser().orElseThrow(() -> new Failure(ExitCode.USAGE, byHand));
    }

    private static Optional<Path> browser() {
        return BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst();
    }

    /** What makes a command run as root without asking: nothing for root itself; empty when nothing does. */
    private Optional<List<String>> prefix() throws IOException, InterruptedException {
        if ("root".equals(System.getProperty("user.name"))) {
            return Optional.of(List.of());
        }
        if (onPath("sudo").isPresent() && run(List.of("sudo", "-n", "true"), Map.of())) {
            return Optional.of(List.of("sudo", "-n"));
        }
        return Optional.empty();
    }

    /**
     * The pinned opa: the one that COUNTERSIGN_OPA names, ours, the one on the PATH, or else one installed with Go.
     *
     * @throws Failure of usage with the command that would install it
     */
    public Path opa() throws IOException, InterruptedException {
        Path opa = folder.resolve("opa");
        List<Path> places = new ArrayList<>();
        String named = System.getenv("COUNTERSIGN_OPA");
        if (named != null && !named.isBlank()) {
            places.add(Path.of(named));
        }
        places.add(opa);
        onPath("opa").ifPresent(places::add);
        for (Path place : places) {
            if (Files.isExecutable(place) && isPinned(place)) {
                return place;
            }
        }
        String byHand = "opa %s is missing, and rules need it. Install Go, then: GOBIN=%s go install %s"
                .formatted(OPA_VERSION, folder, OPA_MODULE);
        Path go = go().orElseThrow(() -> new Failure(ExitCode.USAGE, byHand));
        say.accept(
                "opa %s is missing; installing it with Go into %s (about a minute) ...".formatted(OPA_VERSION, folder));
        Files.createDirectories(folder);
        if (!run(List.of(go.toString(), "install", OPA_MODULE), Map.of("GOBIN", folder.toString()))
                || !Files.isExecutable(opa)) {
            throw new Failure(ExitCode.USAGE, byHand);
        }
        return opa;
    }

    private boolean isPinned(Path opa) throws IOException, InterruptedException {
        Process version = new ProcessBuilder(opa.toString(), "version")
                .redirectErrorStream(true)
                .start();
        String text = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return version.waitFor() == 0 && text.contains(OPA_VERSION);
    }

    private static Optional<Path> go() {
        Optional<Path> onPath = onPath("go");
        if (onPath.isPresent()) {
            return onPath;
        }
        return Stream.of("/usr/local/go", "/usr/lib/go")
                .map(root -> Path.of(root, "bin", "go"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(part -> !part.isBlank())
                .map(part -> Path.of(part, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private boolean run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.inputReader().lines().forEach(say);
        return process.waitFor(1, TimeUnit.HOURS) && process.exitValue() == 0;
    }

    private static List<String> joined(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }
}
