package dev.countersign.sandbox.tool;

import dev.countersign.sandbox.database.Sql;
import java.sql.SQLException;

/** The work of one tool, inside one transaction that commits together with the ledger's row. */
@FunctionalInterface
public interface Handler {
    Answer handle(Arguments arguments, Sql sql) throws SQLException;
}
