package dev.countersign.cli.acceptance.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports that nobody listens on, below the range from which the system hands them out by itself. */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_000;
    private static final int ATTEMPTS = 200;

    private FreePorts() {}

    /** The first of five in a row. */
    public static int base() {
        return first(5);
    }

    public static int one() {
        return first(1);
    }

    private static int first(int howMany) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int base = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (IntStream.range(base, base + howMany).allMatch(FreePorts::isFree)) {
                return base;
            }
        }
        throw new AssertionError("No free ports between " + LOWEST + " and " + HIGHEST + ".");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
