package dev.countersign.local.stack;

import java.io.Serial;

/** The stack cannot start as asked; the message is a sentence for a person. */
public abstract sealed class StackRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private StackRefused(String message) {
        super(message);
    }

    /** Another launcher holds this data folder. */
    public static final class AlreadyRunning extends StackRefused {
        @Serial
        private static final long serialVersionUID = 1;

        AlreadyRunning(StackFolder folder, String pid) {
            super("A stack on %s runs already, pid %s. Use it, or end it with: countersign down"
                    .formatted(folder.root(), pid));
        }
    }

    /** Something else listens where the stack wants to. */
    public static final class PortTaken extends StackRefused {
        @Serial
        private static final long serialVersionUID = 1;

        PortTaken(int port, String part, int base) {
            super(
                    "Port %d, which %s needs, is taken by another process. Choose five free ones with --port-base, for example: --port-base %d"
                            .formatted(port, part, base + 100));
        }
    }

    /** A part that the build makes is missing. */
    public static final class NotBuilt extends StackRefused {
        @Serial
        private static final long serialVersionUID = 1;

        NotBuilt(java.nio.file.Path jar) {
            super("%s is missing. Start through the script ./countersign, which builds it.".formatted(jar));
        }
    }
}
