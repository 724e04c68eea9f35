package dev.countersign.local.postgres;

/** How to reach the database: what goes into the environment of the apps and into {@code up --json}. */
public record PostgresAccess(int port, String user, String password) {
    public static final String DATABASE = "countersign";

    public String jdbcUrl() {
        return "jdbc:" + url();
    }

    /** The address without the JDBC prefix, for the reactive driver. */
    public String url() {
        return "postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    @Override
    public String toString() {
        return user + "@" + url();
    }
}
