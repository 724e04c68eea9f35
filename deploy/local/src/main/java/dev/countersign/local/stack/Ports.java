package dev.countersign.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** The five ports of a stack, counted from its base. */
public record Ports(int base) {
    public static final int DEFAULT_BASE = 8480;
    private static final int HIGHEST_BASE = 65_531;

    public Ports {
        if (base < 1 || base > HIGHEST_BASE) {
            throw new IllegalArgumentException("--port-base must be between 1 and " + HIGHEST_BASE);
        }
    }

    public int orchestrator() {
        return base;
    }

    public int sandbox() {
        return base + 1;
    }

    public int postgres() {
        return base + 2;
    }

    public int kafka() {
        return base + 3;
    }

    public int kafkaController() {
        return base + 4;
    }

    /** Refuses with the first port that is taken. */
    void requireFree() throws StackRefused.PortTaken {
        Map<Integer, String> users = new LinkedHashMap<>();
        users.put(orchestrator(), "the inbox and API");
        users.put(sandbox(), "the sandbox");
        users.put(postgres(), "Postgres");
        users.put(kafka(), "Kafka");
        users.put(kafkaController(), "Kafka's controller");
        for (Map.Entry<Integer, String> user : users.entrySet()) {
            if (!isFree(user.getKey())) {
                throw new StackRefused.PortTaken(user.getKey(), user.getValue(), base);
            }
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
