package dev.countersign.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.countersign.local.process.ProcessCommand;
import dev.countersign.local.process.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void startsEverythingAndRestartsWhatIsKilled() throws Exception {
        try (LocalStack stack = LocalStack.take(options(true))) {
            stack.start();
            assertThat(stack.state().processes())
                    .containsOnlyKeys("launcher", "postgres", "kafka", "sandbox", "orchestrator");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("data/credentials.json"))))
                    .isEqualTo("rw-------");
            assertThat(folder.resolve("data/keys/policy-signing.pub.pem")).isRegularFile();

            for (String name : List.of("postgres", "kafka", "sandbox", "orchestrator")) {
                RunningProcess before = kill(name);
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                                stack.state().processes().get(name))
                        .isNotNull()
                        .isNotEqualTo(before));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(said).anyMatch(text -> text.startsWith(name + " runs again")));
            }
        }
        assertThat(StackState.ofRunning(new StackFolder(folder.resolve("data"))))
                .isEmpty();
    }

    @Test
    void withoutRestartADeadChildWaitsForItsName() throws Exception {
        try (LocalStack stack = LocalStack.take(options(false))) {
            stack.start();
            StackFolder data = new StackFolder(folder.resolve("data"));
            RunningLauncher launcher =
                    new RunningLauncher(StackState.ofRunning(data).orElseThrow());

            for (String name : List.of("kafka", "postgres")) {
                kill(name);
                RunningLauncher.Answer answer = launcher.start(name);
                assertThat(answer.status()).isEqualTo(201);
                assertThat(stack.state().processes()).containsKey(name);
            }
            assertThat(launcher.start("kafka").status()).isEqualTo(200);
            assertThat(launcher.start("nothing").text()).contains("there are postgres, kafka, sandbox, orchestrator");
            assertThat(said).noneMatch(text -> text.contains("runs again"));
        }
    }

    @Test
    void aSecondLauncherIsRefusedAndHearsThePid() throws Exception {
        try (LocalStack stack = LocalStack.take(options(true))) {
            stack.start();
            assertThatThrownBy(() -> LocalStack.take(options(true)))
                    .isInstanceOf(StackRefused.AlreadyRunning.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            StackState.ofRunning(new StackFolder(folder.resolve("data")));
            assertThat(otherProcessSeesTheLock()).isEqualTo("locked");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4})
    void aTakenPortIsNamed(int offset) throws Exception {
        LocalStack.Options options = options(true);
        try (ServerSocket taken = new ServerSocket();
                LocalStack stack = LocalStack.take(options)) {
            int port = options.ports().base() + offset;
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThatThrownBy(stack::start)
                    .isInstanceOf(StackRefused.PortTaken.class)
                    .hasMessageContaining(Integer.toString(port))
                    .hasMessageContaining("--port-base");
        }
    }

    /** Asked from outside, because a lock may be lost to others while its own process still believes in it. */
    private String otherProcessSeesTheLock() throws IOException {
        Process probe = new ProcessBuilder(ProcessCommand.mainClass(
                        LockProbe.class,
                        List.of(),
                        List.of(folder.resolve("data").toString())))
                .start();
        return probe.inputReader().readLine();
    }

    private RunningProcess kill(String name) throws IOException {
        StackState state =
                StackState.read(new StackFolder(folder.resolve("data"))).orElseThrow();
        RunningProcess process = state.processes().get(name);
        process.find().orElseThrow().destroyForcibly();
        return process;
    }

    private LocalStack.Options options(boolean restart) throws IOException {
        return new LocalStack.Options(
                new StackFolder(folder.resolve("data")),
                new Ports(freeBase()),
                FakeApplication.applications(folder),
                "test",
                restart,
                said::add);
    }

    /** Five free ports in a row, below the range from which the system gives out its own. */
    private static int freeBase() {
        int base = 20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 10;
        while (!(Ports.isFree(base)
                && Ports.isFree(base + 1)
                && Ports.isFree(base + 2)
                && Ports.isFree(base + 3)
                && Ports.isFree(base + 4))) {
            base += 5;
        }
        return base;
    }
}
