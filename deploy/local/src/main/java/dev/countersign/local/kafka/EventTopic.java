package dev.countersign.local.kafka;

import java.util.Map;

/** The topic that the events go to. The number of partitions is for ever: a stream must stay on one. */
public final class EventTopic {
    public static final String NAME = "countersign.events.v1";
    public static final int PARTITIONS = 6;

    private EventTopic() {}

    /** Never compacted, kept without limit. */
    static Map<String, String> settings() {
        return Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
    }
}
