package dev.countersign.sandbox.email;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Handler;
import dev.countersign.sandbox.tool.SystemOfRecord;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The mail system's tools. Nothing leaves this database. */
@Singleton
class Email implements SystemOfRecord {

    @Override
    public String connector() {
        return "email";
    }

    @Override
    public Map<String, Handler> handlers() {
        return Map.of(
                "draft_email", Email::draft,
                "send_email", Email::send,
                "get_recipient_history", Email::recipientHistory,
                "get_sender_health", Email::senderHealth);
    }

    private static Answer draft(Arguments arguments, Sql sql) throws SQLException {
        return new Done(sql.row(
                "insert into draft (recipients, subject, body) values (?, ?, ?) returning draft_id, 1 as version",
                arguments.texts("to"),
                arguments.text("subject"),
                arguments.text("body")));
    }

    private static Answer send(Arguments arguments, Sql sql) throws SQLException {
        var recipients = arguments.texts("to");
        // Sorted, so that two mails to the same domains never wait for each other.
        sql.change(
                "insert into known_domain select unnest(?::text[]) order by 1 on conflict do nothing",
                domains(recipients));
        return new Done(sql.row(
                "insert into message (recipients, subject, body) values (?, ?, ?)"
                        + " returning message_id, rfc3339(sent_at) as sent_at, 1 as version",
                recipients,
                arguments.text("subject"),
                arguments.text("body")));
    }

    private static Answer recipientHistory(Arguments arguments, Sql sql) throws SQLException {
        return new Told(sql.row(
                "select bool_and(wanted in (select domain from known_domain)) as all_known"
                        + " from unnest(?::text[]) as wanted",
                domains(arguments.texts("to"))));
    }

    private static Answer senderHealth(Arguments arguments, Sql sql) throws SQLException {
        return new Told(sql.one("select score from sender where sender_id = 'default'")
                .orElseGet(JsonNodeFactory.instance::objectNode));
    }

    private static List<String> domains(List<String> addresses) {
        return addresses.stream()
                .map(address -> address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
