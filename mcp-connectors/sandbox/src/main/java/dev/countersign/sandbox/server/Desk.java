package dev.countersign.sandbox.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.database.Transactions;
import dev.countersign.sandbox.ledger.ArgumentsDigest;
import dev.countersign.sandbox.ledger.Ledger;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Effect;
import dev.countersign.sandbox.tool.Handler;
import dev.countersign.sandbox.tool.ReceivedCall;
import dev.countersign.sandbox.tool.ToolDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** Takes a call: checks it, does it at most once per key, and writes it down before anybody hears of it. */
@ApplicationScoped
public class Desk {

    private final Transactions transactions;

    Desk(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The call's row and its effect commit together, before this returns. */
    public Answer take(ToolDefinition tool, Handler handler, ReceivedCall call) {
        var digest = ArgumentsDigest.of(call.arguments());
        return transactions.in(sql -> {
            var answer = answer(tool, handler, call, sql);
            Ledger.append(sql, tool, call, digest, answer instanceof Answer.Done);
            return answer;
        });
    }

    /** For a call that a scripted fault swallows before its effect: it arrived, and that is all. */
    public void recordOnly(ToolDefinition tool, ReceivedCall call) {
        var digest = ArgumentsDigest.of(call.arguments());
        transactions.in(sql -> {
            Ledger.append(sql, tool, call, digest, false);
            return digest;
        });
    }

    private static Answer answer(ToolDefinition tool, Handler handler, ReceivedCall call, Sql sql) throws SQLException {
        var violation = tool.violation(call.arguments());
        if (violation.isPresent()) {
            return Answer.Refused.because("INVALID_ARGUMENTS", violation.get());
        }
        var arguments = new Arguments(call.arguments());
        var key = call.idempotencyKey();
        if (tool.effect() != Effect.KEYED || key == null) {
            return handler.handle(arguments, sql);
        }
        return once(tool, handler, arguments, key, sql);
    }

    private static Answer once(ToolDefinition tool, Handler handler, Arguments arguments, String key, Sql sql)
            throws SQLException {
        sql.lock(tool.dottedName() + " " + key);
        var digest = digestOfIntent(arguments);
        var first = sql.one(
                "select arguments_digest, body from first_answer where tool = ? and idempotency_key = ?",
                tool.dottedName(),
                key);
        if (first.isPresent()) {
            return first.get().path("arguments_digest").textValue().equals(digest)
                    ? new Answer.Told((ObjectNode) first.get().required("body"))
                    : Answer.Refused.because(
                            "IDEMPOTENCY_KEY_REUSED", "This key came with other arguments the first time.");
        }
        var answer = handler.handle(arguments, sql);
        if (answer instanceof Answer.Done done) {
            sql.change(
                    "insert into first_answer (tool, idempotency_key, arguments_digest, body) values (?, ?, ?, ?::json)",
                    tool.dottedName(),
                    key,
                    digest,
                    done.body().toString());
        }
        return answer;
    }

    /** A repeat may carry the version that the first one made, so the version is no part of what was meant. */
    private static String digestOfIntent(Arguments arguments) {
        return ArgumentsDigest.of(arguments.json().deepCopy().without("if_version"))
                .value();
    }
}
