package dev.countersign.mcp.credential;

import dev.countersign.mcp.connector.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets: {@code env:} only under our own prefix, {@code file:} only below one folder. A document is written by
 * somebody who may not read every variable and file of this process.
 */
public final class Credentials {
    public static final String VARIABLE_PREFIX = "COUNTERSIGN_SECRET_";
    private static final long LONGEST_BYTES = 64 * 1024;

    private final Environment environment;
    private final @Nullable Path secretsFolder;

    /** @param secretsFolder null when there is none: then no {@code file:} resolves */
    public Credentials(Environment environment, @Nullable Path secretsFolder) {
        this.environment = environment;
        this.secretsFolder = secretsFolder;
    }

    /** What a reference leads to. */
    public sealed interface Resolution {
        record Found(Secret secret) implements Resolution {}

        /** There is no secret to send. */
        sealed interface Absent extends Resolution {
            /** A sentence for people, without the secret. */
            String cause();
        }

        /** No document may name this. */
        record Forbidden(String cause) implements Absent {}

        /** It may be named, but there is nothing to read now. */
        record Missing(String cause) implements Absent {}
    }

    public Resolution resolve(String ref) {
        if (ref.startsWith("env:")) {
            return variable(ref.substring("env:".length()));
        }
        if (ref.startsWith("file:")) {
            return file(ref.substring("file:".length()));
        }
        return new Resolution.Forbidden("A secret is named by env: or file:.");
    }

    private Resolution variable(String name) {
        if (!name.startsWith(VARIABLE_PREFIX)) {
            return new Resolution.Forbidden("Only variables that begin with " + VARIABLE_PREFIX + " hold secrets.");
        }
        return environment
                .get(name)
                .filter(value -> !value.isEmpty())
                .map(Credentials::found)
                .orElseGet(() -> new Resolution.Missing("The variable " + name + " is not set."));
    }

    private Resolution file(String name) {
        if (secretsFolder == null) {
            return new Resolution.Forbidden("There is no secrets folder here, so file: cannot be used.");
        }
        try {
            Path folder = secretsFolder.toRealPath();
            // Links first, then the comparison: a link below the folder must not lead out of it.
            Path file = folder.resolve(name).toRealPath();
            if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
                return new Resolution.Forbidden("The secret file must lie below the secrets folder.");
            }
            if (Files.size(file) > LONGEST_BYTES) {
                return new Resolution.Missing("The secret file is larger than 64 KiB.");
            }
            String value = Files.readString(file).strip();
            return value.isEmpty() ? new Resolution.Missing("The secret file is empty.") : found(value);
        } catch (IOException | InvalidPathException unreadable) {
            return new Resolution.Missing("The secret file cannot be read.");
        }
    }

    /** What no header can carry would surface later, inside an exception that quotes it. */
    private static Resolution found(String value) {
        boolean sendable = value.chars().allMatch(character -> character >= ' ' && character <= '~');
        return sendable
                ? new Resolution.Found(new Secret(value))
                : new Resolution.Missing("The secret holds characters that no HTTP header can carry.");
    }
}
