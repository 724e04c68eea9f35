package dev.countersign.ui.timeline;

/**
 * Events as the outer interface lists them.
 *
 * @param json {@code {items, next_after}} as text
 */
public record RawEvents(String json) {}
