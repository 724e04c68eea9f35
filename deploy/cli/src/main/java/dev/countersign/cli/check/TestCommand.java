package dev.countersign.cli.check;

import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs all tests. What they need is there when they begin; none is ever skipped for want of it. */
@Command(
        name = "test",
        description = "Run all tests; install what they need where that is possible.",
        mixinStandardHelpOptions = true)
public final class TestCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Option(names = "--long", description = "Slow suites in full: 1,000 sleeping runs and 1,000 races of each kind.")
    boolean inFull;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path repository = Common.repository();
        Tools tools = new Tools(repository.resolve(".countersign/tools"), common::say);
        Path chromium = tools.chromium();
        Path opa = tools.opa();

        // The same profile as the launcher's build, so that what is packaged on the way stays fit to start.
        ProcessBuilder maven = new ProcessBuilder(
                        "./mvnw", "-Dquarkus.profile=local", "-Dcountersign.long=" + inFull, "verify")
                .directory(repository.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().put("COUNTERSIGN_OPA", opa.toString());
        maven.environment().put("COUNTERSIGN_CHROMIUM", chromium.toString());
        maven.environment().put("COUNTERSIGN_REQUIRE_TOOLS", "true");
        maven.environment().put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Process process = maven.start();
        process.inputReader().lines().forEach(common::say);
        int exitCode = process.waitFor() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
        if (common.json()) {
            common.printJson(Common.JSON.createObjectNode().put("ok", exitCode == ExitCode.OK));
        }
        // The build has just replaced the jar that this process runs from: no class may be loaded any more.
        Runtime.getRuntime().halt(exitCode);
        return exitCode;
    }
}
