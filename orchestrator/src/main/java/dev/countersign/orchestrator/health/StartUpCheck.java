package dev.countersign.orchestrator.health;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Names every dangerous setting and refuses to start with one outside the local profile (DESIGN section 8). */
@Singleton
class StartUpCheck {
    private final Optional<String> localCredentials;
    private final Optional<String> parent;

    StartUpCheck(
            @ConfigProperty(name = "countersign.local.credentials") Optional<String> localCredentials,
            @ConfigProperty(name = "countersign.parent") Optional<String> parent) {
        this.localCredentials = localCredentials;
        this.parent = parent;
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        boolean local = ConfigUtils.isProfileActive("local")
                || ConfigUtils.isProfileActive("test")
                || ConfigUtils.isProfileActive("dev");
        List<String> dangers = dangers(local, localCredentials);
        if (!dangers.isEmpty()) {
            throw new IllegalStateException("Countersign does not start: " + String.join(" ", dangers));
        }
        if (parent.filter("stdin"::equals).isPresent()) {
            endWithParent();
        }
    }

    /** One sentence per dangerous setting, with the way out. */
    static List<String> dangers(boolean local, Optional<String> localCredentials) {
        var dangers = new ArrayList<String>();
        if (!local && localCredentials.filter(path -> !path.isBlank()).isPresent()) {
            dangers.add("countersign.local.credentials is set (COUNTERSIGN_LOCAL_CREDENTIALS), which opens the demo"
                    + " sign-in; it belongs to the local profile only. Unset it, or start with QUARKUS_PROFILE=local.");
        }
        return dangers;
    }

    /** A child of the local stack ends when its launcher does, even by kill -9: then its standard input closes. */
    private static void endWithParent() {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever sent; only the end counts.
                }
            } catch (java.io.IOException gone) {
                // The same as the end.
            }
            Runtime.getRuntime().halt(0);
        });
    }
}
