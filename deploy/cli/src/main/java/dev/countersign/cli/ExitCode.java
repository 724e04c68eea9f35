package dev.countersign.cli;

/** What the shell hears. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int CHECK_FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_REACHABLE = 3;
    public static final int REFUSED = 4;
    public static final int TIMED_OUT = 5;

    private ExitCode() {}
}
