package dev.countersign.orchestrator.agent.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of this process: variables that begin with {@code COUNTERSIGN_SECRET_}, and files below one folder after
 * links are resolved. Anything else is refused.
 */
public final class LocalSecrets implements SecretSource {

    private static final long FILE_MAX_BYTES = 64 * 1024L;

    private final Map<String, String> environment;
    private final @Nullable Path folder;

    /** {@code folder} is null where no secrets folder is configured: then every {@code file:} reference is refused. */
    public LocalSecrets(Map<String, String> environment, @Nullable Path folder) {
        this.environment = Map.copyOf(environment);
        this.folder = folder;
    }

    @Override
    public Optional<Secret> resolve(String reference) {
        Matcher variable = Forms.ENVIRONMENT.matcher(reference);
        if (variable.matches()) {
            return Optional.ofNullable(environment.get(variable.group(1)))
                    .filter(value -> !value.isBlank())
                    .map(Secret::new);
        }
        Matcher file = Forms.FILE.matcher(reference);
        return file.matches() ? read(file.group(1)) : Optional.empty();
    }

    private Optional<Secret> read(String name) {
        if (folder == null) {
            return Optional.empty();
        }
        try {
            Path real = folder.toRealPath();
            Path file = real.resolve(name).toRealPath();
            if (!file.startsWith(real) || !Files.isRegularFile(file) || Files.size(file) > FILE_MAX_BYTES) {
                return Optional.empty();
            }
            String value = Files.readString(file).strip();
            return value.isEmpty() ? Optional.empty() : Optional.of(new Secret(value));
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }
}
