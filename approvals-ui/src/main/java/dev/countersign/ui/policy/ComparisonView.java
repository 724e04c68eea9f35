package dev.countersign.ui.policy;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Two revisions and what lies between them, as the template shows it. */
@TemplateData
public record ComparisonView(
        Frame frame,
        RevisionView revision,
        @Nullable RevisionView before,
        String next,
        String summary,
        boolean rulesDiffer,
        List<Section> sections,
        int left) {

    private static final int ENTRIES_MAX = 300;
    private static final int MEMBERS_MAX = 200;
    private static final int VALUE_MAX_CHARS = 4_000;

    /** The entries of one section that differ. */
    @TemplateData
    public record Section(String heading, List<Entry> entries) {}

    /** An entry that differs, in plain words and member by member. */
    @TemplateData
    public record Entry(String id, String kind, String word, String was, String is, List<Member> members, int left) {}

    /** A member's values; empty where there is none. */
    @TemplateData
    public record Member(String path, String before, String after) {}

    static ComparisonView of(Comparison comparison, Viewer viewer, Instant now) {
        Revision revision = comparison.revision();
        Revision before = comparison.before();
        List<Section> sections = new ArrayList<>();
        int room = ENTRIES_MAX;
        int left = 0;
        for (Comparison.Section section : comparison.sections()) {
            List<Entry> entries = section.entries().stream()
                    .limit(room)
                    .map(ComparisonView::entry)
                    .toList();
            room -= entries.size();
            left += section.entries().size() - entries.size();
            if (!entries.isEmpty()) {
                sections.add(new Section(heading(section.name()), entries));
            }
        }
        return new ComparisonView(
                Frame.policy("Revision " + ExplainedView.line(revision.number(), 40), viewer),
                RevisionView.of(revision, RevisionView.what(revision, before), now),
                before == null ? null : RevisionView.of(before, "", now),
                ExplainedView.line(comparison.next(), 40),
                summary(comparison),
                before != null && !revision.rulesDigest().equals(before.rulesDigest()),
                sections,
                left);
    }

    private static String summary(Comparison comparison) {
        int[] counts = new int[Comparison.Kind.values().length];
        comparison.sections().forEach(section -> section.entries()
                .forEach(entry -> counts[entry.kind().ordinal()]++));
        List<String> parts = new ArrayList<>();
        for (Comparison.Kind kind : Comparison.Kind.values()) {
            if (counts[kind.ordinal()] > 0) {
                parts.add(counts[kind.ordinal()] + " " + kind.name().toLowerCase(Locale.ROOT));
            }
        }
        return parts.isEmpty() ? "The data are the same" : String.join(", ", parts);
    }

    private static Entry entry(Comparison.Entry entry) {
        String kind = entry.kind().name().toLowerCase(Locale.ROOT);
        boolean reworded = entry.was() != null && entry.was().equals(entry.is());
        return new Entry(
                ExplainedView.line(entry.id(), 300),
                kind,
                Character.toUpperCase(kind.charAt(0)) + kind.substring(1),
                reworded ? "" : ExplainedView.line(entry.was(), 2_000),
                reworded ? "" : ExplainedView.line(entry.is(), 2_000),
                entry.members().stream()
                        .limit(MEMBERS_MAX)
                        .map(ComparisonView::member)
                        .toList(),
                Math.max(0, entry.members().size() - MEMBERS_MAX));
    }

    private static Member member(Comparison.Member member) {
        return new Member(
                ExplainedView.line(member.path(), 300),
                ExplainedView.line(member.before(), VALUE_MAX_CHARS),
                ExplainedView.line(member.after(), VALUE_MAX_CHARS));
    }

    private static String heading(String section) {
        return switch (section) {
            case "tools" -> "Modes of tools";
            case "guards" -> "Guards";
            case "limits" -> "Limits";
            case "dedupe" -> "Duplicates";
            case "results" -> "Results";
            case "lists" -> "Lists";
            default -> ExplainedView.line(section, 100);
        };
    }
}
