package dev.countersign.sandbox.crm;

import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Listing;
import java.sql.SQLException;

final class Accounts {

    private Accounts() {}

    static Answer search(Arguments arguments, Sql sql) throws SQLException {
        var domain = arguments.optionalText("domain");
        var name = arguments.optionalText("name");
        // Whole words from the left: a search that finds half of everybody is no narrow tool.
        var accounts = sql.all("""
                select account_id, name, domain from account
                where merged_into is null and (?::text is null or domain = lower(?))
                  and (?::text is null or lower(name) = lower(?) or starts_with(lower(name), lower(?) || ' '))
                order by length(name), name, account_id limit ?""", domain, domain, name, name, name, arguments.integer("limit", 10));
        return new Told(Listing.of(accounts.stream().map(arguments::chosen).toList()));
    }

    static Answer get(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.text("account_id");
        return sql.one(
                        "select account_id, name, owner, stage, version from account"
                                + " where account_id = ? and merged_into is null",
                        id)
                .<Answer>map(account -> new Told(arguments.chosen(account)))
                .orElseGet(() -> Refused.notFound("account " + id));
    }

    static Answer createContact(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.text("account_id");
        if (sql.one("select account_id from account where account_id = ? and merged_into is null for share", id)
                .isEmpty()) {
            return Refused.notFound("account " + id);
        }
        return new Done(sql.row(
                "insert into contact (account_id, email, name) values (?, ?, ?)"
                        + " returning contact_id, account_id, email, name, version",
                id,
                arguments.text("email"),
                arguments.text("name")));
    }

    static Answer updateOwner(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.text("account_id");
        var account =
                sql.one("select version from account where account_id = ? and merged_into is null for update", id);
        var refusal = Versions.refusal(account, arguments, "account " + id);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return new Done(sql.row(
                "update account set owner = ?, version = version + 1 where account_id = ?"
                        + " returning account_id, owner, version",
                arguments.text("owner"),
                id));
    }

    static Answer merge(Arguments arguments, Sql sql) throws SQLException {
        var from = arguments.text("account_id");
        var into = arguments.text("into_account_id");
        if (from.equals(into)) {
            return Refused.because("INVALID_ARGUMENTS", "An account cannot be merged into itself.");
        }
        // Both rows in one order, so that two merges never wait for each other.
        var both = sql.all(
                "select account_id from account where account_id in (?, ?) and merged_into is null"
                        + " order by account_id for update",
                from,
                into);
        for (var wanted : new String[] {from, into}) {
            if (both.stream()
                    .noneMatch(account -> account.path("account_id").textValue().equals(wanted))) {
                return Refused.notFound("account " + wanted);
            }
        }
        sql.change("update contact set account_id = ? where account_id = ?", into, from);
        sql.change("update opportunity set account_id = ?, version = version + 1 where account_id = ?", into, from);
        sql.change("update activity set account_id = ? where account_id = ?", into, from);
        sql.change("update account set merged_into = ?, version = version + 1 where account_id = ?", into, from);
        var merged = sql.row(
                "update account set version = version + 1 where account_id = ? returning account_id, version", into);
        return new Done(merged.put("merged_account_id", from));
    }
}
