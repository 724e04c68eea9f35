package dev.countersign.orchestrator.health;

import dev.countersign.orchestrator.policy.OpaServerConfig;
import dev.countersign.orchestrator.policy.PolicyConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Names every dangerous setting and refuses to start with one outside the local profile (DESIGN section 8). */
@Singleton
class StartUpCheck {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Settings settings;
    private final Optional<String> parent;

    /** The settings that can be dangerous, as they are. */
    record Settings(
            Optional<String> localCredentials, boolean fourEyes, PolicyConfig.Engine engine, Optional<URI> opaServer) {}

    StartUpCheck(
            @ConfigProperty(name = "countersign.local.credentials") Optional<String> localCredentials,
            @ConfigProperty(name = "countersign.parent") Optional<String> parent,
            PolicyConfig policy,
            OpaServerConfig opa) {
        this.settings = new Settings(localCredentials, policy.fourEyes(), policy.engine(), opa.url());
        this.parent = parent;
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        boolean local = ConfigUtils.isProfileActive("local")
                || ConfigUtils.isProfileActive("test")
                || ConfigUtils.isProfileActive("dev");
        List<String> dangers = dangers(local, settings);
        if (!dangers.isEmpty()) {
            throw new IllegalStateException("Countersign does not start: " + String.join(" ", dangers));
        }
        if (parent.filter("stdin"::equals).isPresent()) {
            endWithParent();
        }
    }

    /** One sentence per dangerous setting, with the way out. */
    static List<String> dangers(boolean local, Settings settings) {
        var dangers = new ArrayList<String>();
        if (!local
                && settings.localCredentials().filter(path -> !path.isBlank()).isPresent()) {
            dangers.add("countersign.local.credentials is set (COUNTERSIGN_LOCAL_CREDENTIALS), which opens the demo"
                    + " sign-in; it belongs to the local profile only. Unset it, or start with QUARKUS_PROFILE=local.");
        }
        if (!local && !settings.fourEyes()) {
            dangers.add("countersign.policy.four-eyes is false (COUNTERSIGN_POLICY_FOUR_EYES), so that one person could"
                    + " change policy alone; that belongs to the local profile only. Unset it.");
        }
        if (settings.engine() == PolicyConfig.Engine.OPA_SERVER) {
            opaServer(local, settings.opaServer()).ifPresent(dangers::add);
        }
        return dangers;
    }

    private static Optional<String> opaServer(boolean local, Optional<URI> url) {
        String scheme = url.map(URI::getScheme).orElse("");
        String host = url.map(URI::getHost).orElse("");
        if (!scheme.equals("http") && !scheme.equals("https") || host.isEmpty()) {
            return Optional.of("countersign.policy.engine is opa-server, and countersign.policy.opa.url"
                    + " (COUNTERSIGN_POLICY_OPA_URL) is "
                    + url.map(URI::toString).orElse("not set")
                    + "; name the server as https://host:port.");
        }
        if (!local && scheme.equals("http") && !LOOPBACK.contains(host)) {
            return Optional.of("countersign.policy.opa.url (COUNTERSIGN_POLICY_OPA_URL) is plain http to " + host
                    + ", where anybody on the way could answer for policy. Use https, or a server on this machine.");
        }
        return Optional.empty();
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
