package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.workflow.Workflow;
import jakarta.inject.Singleton;

/**
 * Reads what a decision needs to know about a call: its record, then its facts, as they are now. Blocks for as long as
 * the reads take; virtual threads only, and never inside a transaction.
 */
@Singleton
class Situations {
    private final RecordReader records;

    Situations(RecordReader records) {
        this.records = records;
    }

    /** The situation of a call as of now; what cannot be read is absent from it. */
    Situation read(
            Run run, Workflow workflow, int step, PinnedConnector.Tool tool, String effect, ObjectNode arguments) {
        RecordReader.Snapshot snapshot =
                records.record(tool.connector(), tool.binding(), arguments).orElse(null);
        RecordReader.Facts facts =
                records.facts(tool.connector(), tool.binding(), arguments, snapshot == null ? null : snapshot.fields());
        return Situation.of(run, workflow, step, tool, effect, arguments, snapshot, facts);
    }
}
