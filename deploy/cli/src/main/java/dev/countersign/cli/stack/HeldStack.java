package dev.countersign.cli.stack;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.local.process.ChildFailed;
import dev.countersign.local.stack.LocalStack;
import dev.countersign.local.stack.StackRefused;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A stack that this process holds: it stops when the command ends, and on Ctrl-C. */
public final class HeldStack implements AutoCloseable {
    /** What a shell says for a command that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final LocalStack stack;
    private final CountDownLatch theEnd = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile boolean signalled;
    private volatile boolean finished;

    private HeldStack(LocalStack stack) {
        this.stack = stack;
    }

    /**
     * Starts a stack and returns when it is ready.
     *
     * @param exitCodeOfSignal what the shell hears if a signal ends the command
     */
    public static HeldStack start(LocalStack.Options options, int exitCodeOfSignal) throws InterruptedException {
        try {
            HeldStack held = new HeldStack(LocalStack.take(options));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> held.stopOnSignal(exitCodeOfSignal), "stop-stack"));
            try {
                held.stack.start();
                held.ready = true;
                return held;
            } catch (StackRefused | ChildFailed | IOException | InterruptedException | RuntimeException e) {
                held.waitForTheEndIfSignalled();
                held.close();
                throw e;
            }
        } catch (StackRefused refused) {
            throw new Failure(exitCode(refused), String.valueOf(refused.getMessage()), refused);
        } catch (ChildFailed failed) {
            throw new Failure(ExitCode.CHECK_FAILED, String.valueOf(failed.getMessage()), failed);
        } catch (IOException e) {
            throw new Failure(ExitCode.CHECK_FAILED, "The stack could not be started: " + e.getMessage(), e);
        }
    }

    private static int exitCode(StackRefused refused) {
        return switch (refused) {
            case StackRefused.AlreadyRunning running -> ExitCode.REFUSED;
            case StackRefused.PortTaken taken -> ExitCode.CHECK_FAILED;
            case StackRefused.NotBuilt missing -> ExitCode.USAGE;
        };
    }

    /** Without the halt the shell would hear 130 or 143 for a clean stop. */
    private void stopOnSignal(int exitCode) {
        if (!finished) {
            signalled = true;
            stack.close();
            Runtime.getRuntime().halt(ready ? exitCode : INTERRUPTED);
        }
    }

    /** What fails because it is being stopped is not worth a sentence. */
    private void waitForTheEndIfSignalled() throws InterruptedException {
        if (signalled) {
            theEnd.await();
        }
    }

    public void awaitDown() throws InterruptedException {
        stack.awaitDown();
    }

    @Override
    public void close() {
        stack.close();
        finished = true;
    }
}
