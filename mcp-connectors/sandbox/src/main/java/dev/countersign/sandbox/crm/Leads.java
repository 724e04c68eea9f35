package dev.countersign.sandbox.crm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import java.sql.SQLException;

final class Leads {

    private Leads() {}

    static Answer get(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.optionalText("lead_id");
        var email = arguments.optionalText("email");
        // Two leads may have the same address; the newer one is the one that is meant.
        var lead = sql.one("""
                select true as found, lead_id, email, company, status, owner, version from lead
                where deleted_at is null and (?::text is null or lead_id = ?) and (?::text is null or lower(email) = lower(?))
                order by created_at desc limit 1""", id, id, email, email);
        var found = lead.map(arguments::chosen).orElseGet(JsonNodeFactory.instance::objectNode);
        // Told whatever was asked for: without it, an empty answer could mean either.
        return new Told(found.put("found", lead.isPresent()));
    }

    static Answer create(Arguments arguments, Sql sql) throws SQLException {
        return new Done(sql.row(
                "insert into lead (email, company, source) values (?, ?, ?)"
                        + " returning lead_id, email, company, status, version",
                arguments.text("email"),
                arguments.text("company"),
                arguments.optionalText("source")));
    }

    static Answer updateStatus(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.text("lead_id");
        var lead = sql.one("select version from lead where lead_id = ? and deleted_at is null for update", id);
        var refusal = Versions.refusal(lead, arguments, "lead " + id);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return new Done(sql.row(
                "update lead set status = ?, version = version + 1 where lead_id = ? returning lead_id, status, version",
                arguments.text("status"),
                id));
    }

    static Answer delete(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.text("lead_id");
        var deleted = sql.one(
                "update lead set deleted_at = clock_timestamp(), version = version + 1"
                        + " where lead_id = ? and deleted_at is null returning lead_id, version",
                id);
        if (deleted.isPresent()) {
            return new Done(deleted.get());
        }
        return sql.one("select lead_id, version from lead where lead_id = ?", id)
                .<Answer>map(Told::new)
                .orElseGet(() -> Refused.notFound("lead " + id));
    }
}
