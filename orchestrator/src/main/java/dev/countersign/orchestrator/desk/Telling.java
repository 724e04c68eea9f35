package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.agent.Words;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.timeline.RunStory.Entry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gathers what a part of a run's events names, in one query for each kind of thing, and has each event told. */
@Singleton
class Telling {
    private final ToolCalls calls;
    private final Approvals approvals;
    private final Words words;
    private final People people;

    Telling(ToolCalls calls, Approvals approvals, Words words, People people) {
        this.calls = calls;
        this.approvals = approvals;
        this.words = words;
        this.people = people;
    }

    /** One event with its data read. */
    record Told(String name, Instant at, JsonNode data) {
        private static final String PREFIX = "dev.countersign.";
        private static final String SUFFIX = ".v1";

        static Told of(CloudEvent event) {
            String type = event.type();
            String name = type.startsWith(PREFIX) && type.endsWith(SUFFIX)
                    ? type.substring(PREFIX.length(), type.length() - SUFFIX.length())
                    : type;
            return new Told(name, event.time(), Rows.parse(event.data()));
        }

        @Nullable
        UUID id(String member) {
            return data.path(member).isTextual()
                    ? UUID.fromString(data.path(member).asText())
                    : null;
        }

        @Nullable
        String text(String member) {
            return data.path(member).isTextual() ? data.path(member).asText() : null;
        }
    }

    /** What the events of one part are about. */
    record Context(
            Run run,
            List<Told> events,
            Map<UUID, ToolCall> calls,
            Map<UUID, Approval> approvals,
            Map<UUID, List<Vote>> votes,
            Map<Integer, String> words) {}

    List<Entry> entries(Run run, List<CloudEvent> part) {
        List<Told> events = part.stream().map(Told::of).toList();
        Map<UUID, ToolCall> byCall = new HashMap<>();
        calls.some(named(events, "call_id")).forEach(call -> byCall.put(call.id(), call));
        Set<UUID> asked = named(events, "approval_id");
        Map<UUID, Approval> byApproval = new HashMap<>();
        approvals.some(asked).forEach(approval -> byApproval.put(approval.id(), approval));
        learn(run, events);
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (Told event : events) {
            if (event.name().equals("model.responded")) {
                int step = event.data().path("step").asInt();
                first = Math.min(first, step);
                last = Math.max(last, step);
            }
        }
        var context = new Context(
                run,
                events,
                byCall,
                byApproval,
                asked.isEmpty() ? Map.of() : approvals.votes(asked),
                last == 0 ? Map.of() : words.of(run.id(), first, last));
        var scene = new Scene(context, people);
        var entries = new ArrayList<Entry>();
        for (int at = 0; at < events.size(); at++) {
            scene.tell(at).ifPresent(entries::add);
        }
        return entries;
    }

    private static Set<UUID> named(List<Told> events, String member) {
        var ids = new LinkedHashSet<UUID>();
        for (Told event : events) {
            UUID id = event.id(member);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private void learn(Run run, List<Told> events) {
        var ids = new HashSet<String>();
        ids.add(run.owner());
        ids.add(run.startedBy());
        for (Told event : events) {
            for (String member : List.of("by", "owner", "to", "from")) {
                String id = event.text(member);
                if (id != null) {
                    ids.add(id);
                }
            }
        }
        people.learnNames(ids);
    }
}
