package dev.countersign.local.testing;

import dev.countersign.local.postgres.DeletedTree;
import dev.countersign.local.postgres.PostgresAccess;
import dev.countersign.local.postgres.PostgresCluster;
import dev.countersign.local.process.ChildFailed;
import dev.countersign.local.process.ChildProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests, with fsync on: one server per JVM on a free port, one fresh database
 * per caller. It ends with the JVM, also after kill -9.
 */
public final class TestPostgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable Server shared;

    private final Server server;
    private final String database;

    private TestPostgres(Server server, String database) {
        this.server = server;
        this.database = database;
    }

    /** A fresh, empty database on the server that this JVM shares. */
    public static synchronized TestPostgres start() {
        Server server = shared;
        if (server == null) {
            server = Server.boot();
            shared = server;
        }
        String database = "test_" + DATABASES.incrementAndGet();
        server.execute("CREATE DATABASE " + database);
        return new TestPostgres(server, database);
    }

    public String jdbcUrl() {
        return "jdbc:" + url();
    }

    /** The address without the JDBC prefix, for the reactive driver. */
    public String url() {
        return "postgresql://127.0.0.1:" + server.access().port() + "/" + database;
    }

    public int port() {
        return server.access().port();
    }

    public String database() {
        return database;
    }

    public String user() {
        return server.access().user();
    }

    public String password() {
        return server.access().password();
    }

    /** Kills the server with SIGKILL, as a crash would. */
    public void kill() {
        server.child().running().flatMap(process -> process.find()).ifPresent(ProcessHandle::destroyForcibly);
        server.awaitDeath();
    }

    /** Starts the server again after {@link #kill()}, on the same port and data. */
    public void restart() {
        server.start();
    }

    /** Drops this caller's database; the server stays for the others. */
    @Override
    public void close() {
        server.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    private record Server(Path folder, PostgresAccess access, ChildProcess child) {

        static Server boot() {
            try {
                Path folder = Files.createTempDirectory("countersign-postgres");
                Path program = Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "countersign-program-" + System.getProperty("user.name"),
                        "18");
                PostgresCluster cluster = PostgresCluster.open(folder, FreePorts.one(), program);
                ChildProcess child = new ChildProcess(cluster.child(), folder.resolve("logs"));
                Server server = new Server(folder, cluster.access(), child);
                Runtime.getRuntime().addShutdownHook(new Thread(server::end, "stop-test-postgres"));
                server.start();
                return server;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while Postgres started", e);
            }
        }

        void start() {
            try {
                child.start(() -> {}, ended -> {});
            } catch (ChildFailed e) {
                throw new IllegalStateException(e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while Postgres started", e);
            }
        }

        void awaitDeath() {
            while (child.running().isPresent()) {
                Thread.onSpinWait();
            }
        }

        void execute(String statement) {
            try (Connection connection =
                            DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
                    Statement executed = connection.createStatement()) {
                executed.execute(statement);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void end() {
            child.close();
            try {
                DeletedTree.delete(folder);
            } catch (IOException left) {
                // A leftover in the temporary folder harms nobody.
            }
        }
    }

    /** Ports that nobody listens on at this moment. */
    static final class FreePorts {
        private FreePorts() {}

        static int one() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
