package dev.countersign.orchestrator.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedSqlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT 1                                  | SELECT 1
            WHERE id = :id                            | WHERE id = $1
            WHERE a = :a AND b = :b AND c = :a        | WHERE a = $1 AND b = $2 AND c = $1
            :run::uuid IS NULL OR run_id = :run       | $1::uuid IS NULL OR run_id = $1
            :held::text[]::uuid[]                     | $1::text[]::uuid[]
            x::text::json                             | x::text::json
            :run_fence, :run                          | $1, $2
            n := 7                                    | n := 7
            """)
    void turnsNamesIntoPositions(String named, String positional) {
        assertThat(NamedSql.of(named).positional()).isEqualTo(positional);
    }

    @Test
    void bindsByNameNullsIncluded() {
        // Given
        NamedSql sql = NamedSql.of("SELECT :b, :a, :b");
        var values = new HashMap<String, Object>();
        values.put("a", null);
        values.put("b", 7);
        // When
        Tuple tuple = sql.bind(values);
        // Then
        assertThat(tuple.size()).isEqualTo(2);
        assertThat(tuple.getInteger(0)).isEqualTo(7);
        assertThat(tuple.getValue(1)).isNull();
    }

    @Test
    void refusesAMissingAndAnUnknownName() {
        // Given
        NamedSql sql = NamedSql.of("SELECT :a");
        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> sql.bind(Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> sql.bind(Map.of("a", 1, "b", 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> sql.bind(Map.of("b", 2)));
    }
}
