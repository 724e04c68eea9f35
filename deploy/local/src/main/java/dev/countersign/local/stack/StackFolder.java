package dev.countersign.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where everything of one stack lies, by default {@code .countersign}. */
public record StackFolder(Path root) {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    public StackFolder {
        root = root.toAbsolutePath().normalize();
    }

    public Path stackFile() {
        return root.resolve("stack.json");
    }

    public Path credentials() {
        return root.resolve("credentials.json");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    /** Ours alone from here on, until the process ends however it ends; empty when another launcher has it. */
    Optional<Lock> tryLock() throws IOException {
        Files.createDirectories(root);
        Path file = root.toRealPath().resolve("lock");
        // To the system the lock is this process's: closing any second channel on the file would give it up.
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            HELD_HERE.remove(file);
            return Optional.empty();
        }
        return Optional.of(new Lock(file, channel));
    }

    /** Whether a launcher holds this folder now. */
    public boolean isLocked() throws IOException {
        if (!Files.exists(root.resolve("lock"))) {
            return false;
        }
        Optional<Lock> lock = tryLock();
        if (lock.isEmpty()) {
            return true;
        }
        lock.get().close();
        return false;
    }

    /** Replaces a file as a whole, readable by its owner only: these files hold secrets. */
    static void writePrivately(Path file, byte[] content) throws IOException {
        Path draft = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".draft");
        Files.write(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The lock; it holds as long as its channel is open. */
    record Lock(Path file, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
            HELD_HERE.remove(file);
        }
    }
}
