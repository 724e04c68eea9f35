package dev.countersign.ui.group;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.card.Shift;
import dev.countersign.ui.group.GroupView.Columns;
import dev.countersign.ui.group.GroupView.Foot;
import dev.countersign.ui.group.GroupView.Head;
import dev.countersign.ui.group.GroupView.Line;
import dev.countersign.ui.group.GroupView.Place;
import dev.countersign.ui.group.GroupView.Reason;
import dev.countersign.ui.group.GroupView.RowOf;
import dev.countersign.ui.group.GroupView.Told;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.review.ReviewState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Computes the table of a group: which columns it has, and what stands in them. */
final class GroupTable {

    private static final List<String> NAMES = List.of("name", "title", "subject", "company", "email");
    private static final List<String> ACCOUNTS = List.of("account_name", "account", "customer", "company");

    private final List<Item> items;
    private final boolean more;
    private final Map<UUID, BatchDesk.Refusal> refusals;
    private final Map<UUID, Reason> reasons;
    private final Figure figure;
    private final List<String> fields;
    private final String unit;
    private final boolean creates;
    private final Instant now;

    GroupTable(Group group, Map<UUID, BatchDesk.Refusal> refusals, Instant now) {
        this.items = group.items();
        this.more = group.more();
        this.refusals = refusals;
        this.now = now;
        this.reasons = Outliers.of(items, now);
        this.figure = Figure.of(items);
        this.fields = items.stream()
                .flatMap(item -> item.card().changes().stream().map(Card.Change::field))
                .distinct()
                .toList();
        this.unit = unit();
        this.creates = items.stream()
                .flatMap(item -> item.card().changes().stream())
                .allMatch(change -> FieldValue.isEmpty(change.before()));
    }

    GroupView view(Frame frame, Place place, Set<UUID> ticked, @Nullable Told told, String note) {
        List<RowOf> rows = items.stream()
                .map(item -> row(item, ticked.contains(item.id())))
                .toList();
        int held = (int)
                rows.stream().filter(row -> !row.ticked() && !row.isOver()).count();
        return new GroupView(
                frame,
                place,
                head(held),
                told,
                rows,
                columns(rows),
                foot(ticked),
                items.isEmpty() ? "" : line(items.getFirst().card().action(), 100),
                hint(),
                note);
    }

    // ---- above ------------------------------------------------------------------------------------------------------

    private Head head(int held) {
        List<Item> waiting =
                items.stream().filter(item -> item.state().takesVotes()).toList();
        List<Instant> read = items.stream()
                .map(Item::readAt)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        Instant left = waiting.stream()
                .map(Item::expiresAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new Head(
                what(),
                held,
                undo(),
                same(items.stream().map(Item::workflow).distinct().toList()),
                same(items.stream()
                        .map(item -> item.card().why().title())
                        .distinct()
                        .toList()),
                read.isEmpty() ? null : Moment.clock(read.getFirst(), now),
                read.isEmpty() || seconds(read.getFirst()) == seconds(read.getLast())
                        ? null
                        : Moment.clock(read.getLast(), now),
                left == null ? null : Moment.left(left, now),
                left == null ? null : Moment.when(left, now),
                more);
    }

    private static long seconds(Instant at) {
        return at.getEpochSecond();
    }

    /** "Set **close date** on **12 opportunities** in CRM"; for items that have little in common their number. */
    private List<Sentence.Part> what() {
        List<String> actions =
                items.stream().map(item -> item.card().action()).distinct().toList();
        List<String> systems = items.stream().map(Item::connector).distinct().toList();
        String where = systems.size() == 1 ? " in " + FieldValue.system(systems.getFirst()) : "";
        if (actions.size() != 1) {
            return List.of(new Sentence.Part(items.size() + " picked items", true), new Sentence.Part(where, false));
        }
        List<Sentence.Part> parts = new ArrayList<>(Phrase.of(actions.getFirst(), items, more));
        parts.add(new Sentence.Part(where, false));
        return List.copyOf(parts);
    }

    private String undo() {
        return switch (items.stream()
                .map(item -> item.card().reversible())
                .max(Comparator.naturalOrder())
                .orElse(Card.Reversible.NO)) {
            case AUTO -> "Can be undone, row by row";
            case MANUAL -> "Undo by hand, row by row";
            case NO -> "Cannot be undone";
        };
    }

    private static String same(List<String> words) {
        return words.size() == 1 ? line(words.getFirst(), 200) : "";
    }

    private String hint() {
        Duration hold =
                items.stream().map(Item::hold).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        String sends = hold.isZero() ? "Sent at once" : "Sends after " + hold.toSeconds() + " s";
        return "One decision and one result for each row. " + sends + "; a row that fails stays here with its reason.";
    }

    // ---- the table --------------------------------------------------------------------------------------------------

    private Columns columns(List<RowOf> rows) {
        String noun = Noun.of(items, 1);
        String unitHead = unit.isEmpty() ? "Difference" : unit.matches("[a-z]+") ? FieldValue.label(unit) : unit;
        boolean compared = rows.stream().flatMap(row -> row.lines().stream()).anyMatch(line -> !line.shift()
                .isEmpty());
        return new Columns(
                FieldValue.label(noun),
                figure.heading(),
                fields.size() > 1,
                creates,
                compared ? unitHead : "",
                rows.stream().anyMatch(row -> row.reason() != null || row.isOver()));
    }

    /** The unit that all differences have; empty when they have several, or none. */
    private String unit() {
        List<String> units = items.stream()
                .flatMap(
                        item -> fields.stream().flatMap(field -> Outliers.shift(item, field).map(Shift::unit).stream()))
                .distinct()
                .toList();
        return units.size() == 1 ? units.getFirst() : "";
    }

    private RowOf row(Item item, boolean ticked) {
        boolean over = !item.state().takesVotes();
        Optional<Shift> number = figure.in(item);
        BatchDesk.Refusal refused = refusals.get(item.id());
        Name name = name(item);
        return new RowOf(
                item.id().toString(),
                item.digest(),
                item.state().wire(),
                "/inbox/" + item.id(),
                name.bold(),
                name.rest(),
                number.map(shift -> Shift.plain(shift.by())).orElse(""),
                number.map(shift -> shift.by().toPlainString()).orElse(""),
                lines(item),
                !over && item.decidable(),
                ticked && !over && item.decidable(),
                reason(item, over, refused),
                refused == null || over ? "" : refused.code(),
                over ? ended(item.state()) : "",
                over && item.decidedBy() != null ? (item.byViewer() ? "you" : line(item.decidedBy(), 200)) : "",
                over ? Moment.ago(item.decidedAt() == null ? item.expiresAt() : item.decidedAt(), now) : null);
    }

    private @Nullable Reason reason(Item item, boolean over, BatchDesk.@Nullable Refusal refused) {
        if (over) {
            return null;
        }
        if (refused != null) {
            return new Reason("", line(refused.detail(), 500));
        }
        String aside = item.aside();
        return aside.isEmpty() ? reasons.get(item.id()) : new Reason("", line(aside, 300));
    }

    private static String ended(ReviewState state) {
        return switch (state) {
            case GRANTED -> "Approved";
            case REJECTED -> "Rejected";
            case EXPIRED -> "Expired";
            case WITHDRAWN -> "Withdrawn";
            case PENDING, STALE -> "";
        };
    }

    private List<Line> lines(Item item) {
        List<Line> lines = new ArrayList<>();
        for (Card.Change change : item.card().changes()) {
            Optional<Shift> shift = change.masked() ? Optional.empty() : Shift.between(change.before(), change.after());
            lines.add(new Line(
                    lines.isEmpty(),
                    FieldValue.label(change.field()),
                    cut(FieldValue.text(change.before())),
                    FieldValue.isEmpty(change.before()),
                    cut(FieldValue.text(change.after())),
                    shift.filter(by -> by.by().signum() != 0)
                            .map(by -> Shift.signed(by.by())
                                    + (unit.isEmpty() && !by.unit().isEmpty() ? " " + by.unit() : ""))
                            .orElse(""),
                    shift.map(by -> by.by().toPlainString()).orElse("")));
        }
        if (lines.isEmpty()) {
            lines.add(new Line(true, "", "", true, cut(line(item.card().consequence(), 2_000)), "", ""));
        }
        return lines;
    }

    private static String cut(String text) {
        return text.length() <= Outliers.VALUE_MAX ? text : text.substring(0, Outliers.VALUE_MAX) + "…";
    }

    /** What stands for the record: bold who it belongs to, then its own name. */
    private record Name(String bold, String rest) {}

    private static Name name(Item item) {
        JsonNode record = item.record();
        String own = first(record, NAMES);
        String account = first(record, ACCOUNTS);
        if (!account.isEmpty() && !own.isEmpty() && !account.equals(own)) {
            return new Name(account, own);
        }
        if (!own.isEmpty()) {
            return new Name(own, "");
        }
        return Sentence.row(item.card().consequence()).parts().stream()
                .filter(Sentence.Part::strong)
                .findFirst()
                .map(part -> new Name(part.text(), ""))
                .orElseGet(() -> new Name(line(item.card().consequence(), 120), ""));
    }

    private static String first(JsonNode record, List<String> fields) {
        return fields.stream()
                .map(record::path)
                .filter(value -> value.isTextual() && !value.textValue().isBlank())
                .findFirst()
                .map(value -> line(value.textValue(), 120))
                .orElse("");
    }

    // ---- below ------------------------------------------------------------------------------------------------------

    private Foot foot(Set<UUID> ticked) {
        List<Item> chosen = items.stream()
                .filter(item -> ticked.contains(item.id()) && item.decidable())
                .toList();
        BigDecimal sum = chosen.stream()
                .flatMap(item -> figure.in(item).stream())
                .map(Shift::by)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        List<BigDecimal> shifts = unit.isEmpty() || fields.size() != 1
                ? List.of()
                : chosen.stream()
                        .flatMap(item -> Outliers.shift(item, fields.getFirst()).stream())
                        .map(Shift::by)
                        .toList();
        return new Foot(
                chosen.size(),
                figure.adds(),
                figure.adds() ? Shift.plain(sum) : "",
                !unit.isEmpty() && fields.size() == 1,
                shifts.isEmpty() ? "" : Shift.signed(Spread.median(shifts)));
    }

    private static String line(String text, int max) {
        InertText inert = InertText.line(text, max);
        return inert.cut() == 0 ? inert.value() : inert.value() + "…";
    }
}
