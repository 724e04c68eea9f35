package dev.countersign.cli.acceptance;

import static org.awaitility.Awaitility.await;

import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.FreePorts;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An MCP server on the official Python SDK, in a virtual environment below the build's folder. */
record PythonServer(Process process, int port, Path received) implements AutoCloseable {
    private static final String SDK = "mcp==2.3.0";
    private static final Duration INSTALL = Duration.ofMinutes(3);

    static PythonServer start() {
        Path environment = Cli.repository().resolve("deploy/cli/target/acceptance-python");
        Path python = environment.resolve("bin/python");
        Path folder = TestStack.freshFolder("python");
        try {
            if (!Files.isExecutable(python)) {
                run("sudo apt-get install -y python3 python3-venv", "python3", "-m", "venv", environment.toString());
            }
            String byHand = "python3 -m venv %1$s && %1$s/bin/pip install '%2$s'".formatted(environment, SDK);
            run(byHand, python.toString(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", SDK);
            int port = FreePorts.one();
            Path received = Files.createFile(folder.resolve("received.txt"));
            Process process = new ProcessBuilder(
                            python.toString(),
                            TestStack.resources().resolve("python/server.py").toString(),
                            Integer.toString(port),
                            received.toString())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("server.log").toFile())
                    .start();
            PythonServer server = new PythonServer(process, port, received);
            await("the Python server listens").atMost(TestStack.PATIENCE).until(server::listens);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Never skips: what is missing fails the test and names the command that helps. */
    private static void run(String byHand, String... command) {
        String help = "The test of a foreign MCP server needs Python 3 with venv and the official SDK. Run: " + byHand;
        Cli.Result result;
        try {
            result = Cli.await(Cli.start(new ProcessBuilder(List.of(command)), Map.of()), INSTALL, command[0]);
        } catch (UncheckedIOException missing) {
            throw new AssertionError(help, missing);
        }
        if (result.exitCode() != 0) {
            throw new AssertionError(help + System.lineSeparator() + result.out() + result.err());
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("The Python server ended with exit code " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A line for each tool call that has reached the server. */
    List<String> calls() {
        try {
            return Files.readAllLines(received);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
