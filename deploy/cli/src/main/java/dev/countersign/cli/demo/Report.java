package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The three accounts beside each other. */
record Report(int runs, ApiAccount api, KafkaAccount kafka, Set<String> ledger) {

    /** What does not agree, as sentences; empty when all is well. */
    List<String> faults() {
        Count told = api.count();
        List<String> faults = new ArrayList<>(api.faults());
        faults.addAll(kafka.faults());
        if (told.approved() == 0 || told.rejected() == 0 || told.expired() == 0) {
            faults.add("Not every ending was shown: " + told);
        }
        if (!told.addsUp()) {
            faults.add("The API's calls do not add up: " + told);
        }
        if (!told.equals(kafka.count())) {
            faults.add("The API says %s, Kafka says %s".formatted(told, kafka.count()));
        }
        if (!ledger.equals(api.mayExecute())) {
            faults.add("The sandbox executed %d calls of these runs; %d were permitted or approved"
                    .formatted(ledger.size(), told.mayExecute()));
        }
        return faults;
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append("%-17s %-30s %-10s %-16s %s".formatted("workflow", "tool", "decision", "state", "because"));
        for (ApiAccount.Call call : api.calls()) {
            text.append("%n%-17s %-30s %-10s %-16s %s"
                    .formatted(
                            call.workflow(),
                            call.tool(),
                            call.way().name().toLowerCase(Locale.ROOT),
                            call.state(),
                            call.because()));
        }
        text.append("%n%n%-9s %8s %9s %6s %8s %8s %7s"
                .formatted("", "proposed", "permitted", "denied", "approved", "rejected", "expired"));
        text.append(row("API", api.count()));
        text.append(row("Kafka", kafka.count()));
        text.append("%nsandbox   %d calls executed; Kafka: %d events".formatted(ledger.size(), kafka.events()));
        return text.toString();
    }

    private static String row(String name, Count count) {
        return "%n%-9s %8d %9d %6d %8d %8d %7d"
                .formatted(
                        name,
                        count.proposed(),
                        count.permitted(),
                        count.denied(),
                        count.approved(),
                        count.rejected(),
                        count.expired());
    }

    ObjectNode json() {
        Count count = api.count();
        return Common.JSON
                .createObjectNode()
                .put("runs", runs)
                .put("proposed", count.proposed())
                .put("permitted", count.permitted())
                .put("denied", count.denied())
                .put("approved", count.approved())
                .put("rejected", count.rejected())
                .put("expired", count.expired())
                .put("executed", ledger.size())
                .put("events_on_kafka", kafka.events())
                .put("ok", faults().isEmpty());
    }
}
