package dev.countersign.ui.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes a revision differ from an older one.
 *
 * @param before null for the first revision, against which everything is new
 * @param next the next newer revision's number, null for the newest
 */
public record Comparison(
        Revision revision,
        @Nullable Revision before,
        @Nullable String next,
        List<Section> sections) {

    public Comparison {
        sections = List.copyOf(sections);
    }

    /** A section of the data ("guards") with the entries that differ. */
    public record Section(String name, List<Entry> entries) {
        public Section {
            entries = List.copyOf(entries);
        }
    }

    /**
     * An entry that was added, removed or changed.
     *
     * @param id the entry's id or key
     * @param was the older entry in plain words; null when it was added, or when there are no words for it
     * @param is the newer entry in plain words; null when it was removed, or when there are no words for it
     * @param members what differs in a changed entry, or all of one that was added or removed
     */
    public record Entry(
            String id,
            Kind kind,
            @Nullable String was,
            @Nullable String is,
            List<Member> members) {
        public Entry {
            members = List.copyOf(members);
        }
    }

    /** What became of an entry. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** One member of an entry with its values as JSON text; null where there is none. */
    public record Member(
            String path, @Nullable String before, @Nullable String after) {}
}
