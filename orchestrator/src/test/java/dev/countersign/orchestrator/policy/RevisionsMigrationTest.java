package dev.countersign.orchestrator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.local.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Revisions of the first release, after the upgrade. */
class RevisionsMigrationTest {

    private static void migrate(TestPostgres database, String version) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .schemas("countersign")
                .createSchemas(true)
                .target(version)
                .load()
                .migrate();
    }

    private static List<String> rows(Statement statement, String query) throws SQLException {
        var rows = new ArrayList<String>();
        try (ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    @Test
    void whoActivatedHadProposedAndNumbersGoOn() throws SQLException {
        // Given
        try (TestPostgres database = TestPostgres.start();
                Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            migrate(database, "1");
            connection.setSchema("countersign");
            statement.execute("""
                    INSERT INTO policy_revision (revision, rules_digest, data_digest, data, activated_by) VALUES
                      (1, 'r', 'd', '{}', 'countersign'), (2, 'r', 'e', '{}', 'dana'), (5, 'r', 'f', '{}', 'dana')""");
            statement.execute("INSERT INTO policy_active (revision) VALUES (5)");
            // When
            migrate(database, "2");
            // Then
            assertThat(rows(
                            statement,
                            "SELECT concat_ws(' ', revision, proposed_by, based_on, proposed_at = activated_at)"
                                    + " FROM policy_revision ORDER BY revision"))
                    .containsExactly("1 countersign t", "2 dana 1 t", "5 dana 2 t");
            assertThat(rows(statement, "SELECT nextval('policy_revision_number')"))
                    .containsExactly("6");
        }
    }
}
