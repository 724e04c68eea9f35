package dev.countersign.local.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own in a folder of our own. fsync stays on: every promise about commits rests
 * on it. The caller holds a lock on the folder, so nobody else starts or stops this cluster.
 */
public final class PostgresCluster {
    private static final String SUPERUSER = "postgres";
    private static final String OWNER = "countersign";
    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path data;
    private final int port;
    private final PostgresProgram program;
    private final Passwords passwords;

    record Passwords(String superuser, String owner) {}

    private PostgresCluster(Path folder, int port, PostgresProgram program, Passwords passwords) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.port = port;
        this.program = program;
        this.passwords = passwords;
    }

    /** Opens the cluster in the folder and creates it the first time. Its program files lie beside the data. */
    public static PostgresCluster open(Path folder, int port) throws IOException, InterruptedException {
        return open(folder, port, folder.resolve("program"));
    }

    /** As above, with program files that several clusters share. */
    public static PostgresCluster open(Path folder, int port, Path programFolder)
            throws IOException, InterruptedException {
        Path absolute = folder.toAbsolutePath();
        Files.createDirectories(absolute);
        PostgresCluster cluster = new PostgresCluster(
                absolute, port, PostgresProgram.in(programFolder.toAbsolutePath()), passwords(absolute));
        if (!Files.exists(cluster.data.resolve("PG_VERSION"))) {
            cluster.create();
        }
        return cluster;
    }

    public PostgresAccess access() {
        return new PostgresAccess(port, OWNER, passwords.owner());
    }

    private static Passwords passwords(Path folder) throws IOException {
        Path file = folder.resolve("passwords.json");
        if (Files.exists(file)) {
            return JSON.readValue(file.toFile(), Passwords.class);
        }
        Passwords fresh = new Passwords(randomPassword(), randomPassword());
        Path draft = Files.createTempFile(folder, "passwords", ".json");
        JSON.writeValue(draft.toFile(), fresh);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return fresh;
    }

    private static String randomPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Creates the cluster aside and moves it into place, so that a kill half-way leaves nothing half-made. */
    private void create() throws IOException, InterruptedException {
        Path draft = folder.resolve("data.new");
        DeletedTree.delete(draft);
        DeletedTree.delete(data);
        Path password = Files.createTempFile(folder, "superuser", ".txt");
        try {
            Files.writeString(password, passwords.superuser());
            run(program.command(
                    "initdb",
                    List.of(
                            "--pgdata=" + draft,
                            "--username=" + SUPERUSER,
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C")));
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(password);
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "initdb", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("PostgreSQL's data folder could not be created: " + Files.readString(output));
        }
        Files.delete(output);
    }

    /** The server as a child: its pid is the postmaster's. */
    public ChildSpec child() {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        Map<String, String> settings = Map.of(
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "fsync", "on",
                "synchronous_commit", "on",
                "shared_buffers", "128MB",
                "max_connections", "120",
                "max_wal_size", "1GB",
                "timezone", "UTC",
                "log_timezone", "UTC",
                "log_checkpoints", "off");
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return new ChildSpec(
                "postgres",
                program.command("postgres", arguments),
                Map.of(),
                this::clearTheWay,
                log -> createDatabase(),
                Duration.ofSeconds(120),
                ChildSpec.Ending.INTERRUPT);
    }

    /**
     * After a crash: stops a server that outlived its launcher, and removes the pid file of one that
     * is dead or a zombie, before which PostgreSQL itself would wait and give up.
     */
    public void clearTheWay() throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().trim());
        if (pid > 0 && isOurs(pid)) {
            RunningProcess orphan =
                    ProcessHandle.of(pid).map(RunningProcess::of).orElse(new RunningProcess(pid, 0));
            RunningProcess.interrupt(pid);
            if (!orphan.awaitEnd(FAST_SHUTDOWN)) {
                orphan.find().ifPresent(ProcessHandle::destroyForcibly);
                orphan.awaitEnd(FAST_SHUTDOWN);
            }
        }
        Files.deleteIfExists(pidFile);
    }

    /** The pid in the file may by now be that of a stranger. */
    private boolean isOurs(long pid) {
        if (RunningProcess.hasEnded(pid)) {
            return false;
        }
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .contains(data.toString());
        } catch (IOException noSuchProcess) {
            return ProcessHandle.of(pid)
                    .flatMap(handle -> handle.info().command())
                    .filter(command -> command.equals(
                            program.folder().resolve("bin/postgres").toString()))
                    .isPresent();
        }
    }

    /** Creates user and database where they are missing. True once the server takes connections. */
    private boolean createDatabase() throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", OWNER)) {
                statement.execute("CREATE ROLE " + OWNER + " LOGIN CREATEDB PASSWORD '" + passwords.owner() + "'");
                statement.execute("GRANT pg_monitor, pg_signal_backend TO " + OWNER);
            }
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", PostgresAccess.DATABASE)) {
                statement.execute("CREATE DATABASE " + PostgresAccess.DATABASE + " OWNER " + OWNER);
            }
            return true;
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private Connection superuser() throws SQLException {
        DriverManager.setLoginTimeout(5);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=5&socketTimeout=30",
                SUPERUSER,
                passwords.superuser());
    }
}
