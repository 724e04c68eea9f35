package dev.countersign.sandbox.crm;

import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Listing;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Activities and tasks: what was done about a record, and what is still to do. */
final class Activities {

    private Activities() {}

    static Answer recent(Arguments arguments, Sql sql) throws SQLException {
        var account = arguments.optionalText("account_id");
        var opportunity = arguments.optionalText("opportunity_id");
        var actor = arguments.optionalText("by");
        var activities =
                sql.all("""
                select rfc3339(at) as at, kind from activity
                where (?::text is null or account_id = ?) and (?::text is null or opportunity_id = ?)
                  and (?::text is null or actor = ?)
                order by activity.at desc limit ?""", account, account, opportunity, opportunity, actor, actor, arguments.integer("limit", 10));
        var listing = Listing.of(activities);
        return new Told(listing.set(
                "last_at", listing.at("/items/0/at").isMissingNode() ? listing.nullNode() : listing.at("/items/0/at")));
    }

    static Answer log(Arguments arguments, Sql sql) throws SQLException {
        var missing = missingTarget(arguments, sql);
        if (missing.isPresent()) {
            return missing.get();
        }
        var opportunity = arguments.optionalText("opportunity_id");
        return new Done(sql.row(
                """
                insert into activity (account_id, opportunity_id, lead_id, actor, kind, note)
                values ((select account_id from opportunity where opportunity_id = ?), ?, ?, 'agent', ?, ?)
                returning activity_id, kind, rfc3339(at) as at, 1 as version""",
                opportunity,
                opportunity,
                arguments.optionalText("lead_id"),
                arguments.text("kind"),
                arguments.text("note")));
    }

    static Answer createTask(Arguments arguments, Sql sql) throws SQLException {
        var missing = missingTarget(arguments, sql);
        if (missing.isPresent()) {
            return missing.get();
        }
        var priority = arguments.optionalText("priority");
        return new Done(sql.row(
                "insert into task (subject, opportunity_id, lead_id, priority) values (?, ?, ?, ?)"
                        + " returning task_id, subject, priority, version",
                arguments.text("subject"),
                arguments.optionalText("opportunity_id"),
                arguments.optionalText("lead_id"),
                priority == null ? "normal" : priority));
    }

    private static Optional<Refused> missingTarget(Arguments arguments, Sql sql) throws SQLException {
        var opportunity = arguments.optionalText("opportunity_id");
        if (absent(sql, "select 1 as there from opportunity where opportunity_id = ?", opportunity)) {
            return Optional.of(Refused.notFound("opportunity " + opportunity));
        }
        var lead = arguments.optionalText("lead_id");
        if (absent(sql, "select 1 as there from lead where lead_id = ? and deleted_at is null", lead)) {
            return Optional.of(Refused.notFound("lead " + lead));
        }
        return Optional.empty();
    }

    private static boolean absent(Sql sql, String statement, @Nullable String id) throws SQLException {
        return id != null && sql.one(statement, id).isEmpty();
    }
}
