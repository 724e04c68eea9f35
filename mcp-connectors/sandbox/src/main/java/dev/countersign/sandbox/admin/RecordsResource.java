package dev.countersign.sandbox.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.database.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads and changes single records as a colleague in the CRM would, unseen by any agent. A change bumps the version. */
@Path("/admin/records/{kind}/{id}")
@SandboxOnly
@Blocking
public class RecordsResource {

    private final Transactions transactions;

    RecordsResource(Transactions transactions) {
        this.transactions = transactions;
    }

    @GET
    public ObjectNode read(String kind, String id) {
        var recordKind = RecordKind.named(kind).orElseThrow(NotFoundException::new);
        return transactions.in(
                sql -> sql.one("select * from " + recordKind.table + " where " + recordKind.id + " = ?", id)
                        .orElseThrow(NotFoundException::new));
    }

    @PUT
    public ObjectNode change(String kind, String id, ObjectNode changes) {
        var recordKind = RecordKind.named(kind).orElseThrow(NotFoundException::new);
        var columns = new TreeSet<String>();
        changes.fieldNames().forEachRemaining(columns::add);
        if (columns.isEmpty() || !recordKind.columns.containsAll(columns)) {
            throw Unprocessable.because("May change " + recordKind.columns);
        }
        return transactions.in(sql -> changed(recordKind, id, columns, changes, sql));
    }

    private static ObjectNode changed(RecordKind kind, String id, TreeSet<String> columns, ObjectNode changes, Sql sql)
            throws SQLException {
        var assignments =
                columns.stream().map(column -> column + " = v." + column).collect(Collectors.joining(", "));
        try {
            return sql.one(
                            "update " + kind.table + " t set " + assignments + ", version = t.version + 1"
                                    + " from json_populate_record(null::" + kind.table + ", ?::json) v"
                                    + " where t." + kind.id + " = ? returning t.*",
                            changes.toString(),
                            id)
                    .orElseThrow(NotFoundException::new);
        } catch (SQLException e) {
            throw Unprocessable.unlessOurs(e);
        }
    }
}
