package dev.countersign.local.stack;

import java.io.IOException;
import java.nio.file.Path;

/** Says whether a folder is locked, as another process sees it. */
public final class LockProbe {
    private LockProbe() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(new StackFolder(Path.of(arguments[0])).isLocked() ? "locked" : "free");
    }
}
