package dev.countersign.sandbox.process;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * With {@code COUNTERSIGN_PARENT=stdin} this process ends when its standard input does, so that even a launcher that
 * was killed outright leaves no orphan behind.
 */
@Singleton
class ParentWatch {

    private final String parent;

    ParentWatch(@ConfigProperty(name = "COUNTERSIGN_PARENT", defaultValue = "none") String parent) {
        this.parent = parent;
    }

    void watch(@Observes StartupEvent started) {
        if (parent.equals("stdin")) {
            Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::untilParentIsGone);
        }
    }

    private static void untilParentIsGone() {
        try {
            while (System.in.read() >= 0) {
                // Whatever the parent says, only its silence counts.
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
