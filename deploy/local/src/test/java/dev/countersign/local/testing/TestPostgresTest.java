package dev.countersign.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

    @Test
    void fsyncIsOn() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void everyCallerHasADatabaseOfItsOwn() throws SQLException {
        try (TestPostgres first = TestPostgres.start();
                TestPostgres second = TestPostgres.start()) {
            execute(first, "CREATE TABLE note (text text)");
            assertThat(first.port()).isEqualTo(second.port());
            assertThat(query(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'note'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void whatWasCommittedSurvivesKill() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            // Given
            execute(postgres, "CREATE TABLE note (text text)");
            execute(postgres, "INSERT INTO note VALUES ('kept')");

            // When
            postgres.kill();
            postgres.restart();

            // Then
            assertThat(query(postgres, "SELECT text FROM note")).isEqualTo("kept");
        }
    }

    private static void execute(TestPostgres postgres, String statement) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement executed = connection.createStatement()) {
            executed.execute(statement);
        }
    }

    private static String query(TestPostgres postgres, String query) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(TestPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
