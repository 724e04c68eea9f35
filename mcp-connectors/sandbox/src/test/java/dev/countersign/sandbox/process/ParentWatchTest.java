package dev.countersign.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {

    /** A process that would stay for ever. */
    static final class Child {
        public static void main(String[] arguments) throws InterruptedException {
            new ParentWatch(arguments[0]).watch(new StartupEvent());
            System.out.println("watching");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void endsWithItsStandardInput() throws Exception {
        var child = child("stdin");
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("watching");
            child.outputWriter().append("still here\n").flush();
            assertThat(child.isAlive()).isTrue();

            child.outputWriter().close();

            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void staysWhenNobodyAskedItToWatch() throws Exception {
        var child = child("none");
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("watching");

            child.outputWriter().close();

            assertThat(child.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            child.destroyForcibly();
        }
    }

    private static Process child(String parent) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Child.class.getName(), parent)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
