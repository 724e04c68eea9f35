package dev.countersign.ui.timeline;

import org.jspecify.annotations.Nullable;

/** What a list of runs asks for; null parts do not narrow. */
public record RunQuery(
        @Nullable String state,
        @Nullable String workflow,
        @Nullable String cursor,
        int limit) {}
