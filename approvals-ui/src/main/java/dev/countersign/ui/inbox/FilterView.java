package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.review.Problem;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the head of a list: its order, its filters as words that can be taken away, and the name under which
 * it is saved.
 *
 * @param order in words; the list is as it is where {@code orders} is empty
 * @param active the filters in force
 * @param clear the same list without any filter
 * @param save where the form that names this list posts to
 * @param saved whether this very list is saved already
 */
@TemplateData
public record FilterView(
        String view,
        String order,
        List<Choice> orders,
        String sort,
        List<Active> active,
        String clear,
        Asked asked,
        String save,
        @Nullable SavedName saved,
        @Nullable Problem problem) {

    /** One order that can be chosen. */
    @TemplateData
    public record Choice(String value, String words, boolean current) {}

    /** One filter in force, and the list without it. */
    @TemplateData
    public record Active(String label, String value, String without) {}

    /** What stands in the fields of the form. */
    @TemplateData
    public record Asked(String workflow, String tool, String ref, String rule, String tier, String order) {}

    /** The name of the list, and where it is renamed or removed. */
    @TemplateData
    public record SavedName(String name, String change) {}

    static FilterView of(InboxQuery query, InboxPage page, Rail rail, @Nullable Problem problem) {
        Filter filter = query.filter();
        String text = InboxLinks.query(query);
        List<Choice> orders = query.view().isOrdered()
                ? Stream.of(Order.values())
                        .map(order -> new Choice(InboxLinks.name(order), words(order), order == page.order()))
                        .toList()
                : List.of();
        return new FilterView(
                InboxLinks.name(query.view()),
                order(query, page),
                orders,
                "/inbox/order?" + text,
                active(query, filter),
                InboxLinks.filtered(query, Filter.NONE),
                new Asked(
                        word(filter.workflow()),
                        word(filter.tool()),
                        word(filter.ref()),
                        word(filter.rule()),
                        filter.tier() == null ? "" : filter.tier().name(),
                        query.order() == null ? "" : InboxLinks.name(query.order())),
                "/inbox/views?" + text,
                rail.saved().stream()
                        .filter(saved -> saved.query().equals(text))
                        .findFirst()
                        .map(saved -> new SavedName(
                                InertText.line(saved.name(), ViewsDesk.NAME_MAX_CHARS)
                                        .value(),
                                "/inbox/views/" + saved.id() + "?" + text))
                        .orElse(null),
                problem);
    }

    /** Whether there is something to save: a list that the rail does not have by itself. */
    public boolean isOwn() {
        return !active.isEmpty() || !asked.order().isEmpty();
    }

    private static List<Active> active(InboxQuery query, Filter on) {
        var active = new ArrayList<Active>();
        add(active, query, "Agent", on.workflow(), new Filter(null, on.tool(), on.ref(), on.rule(), on.tier()));
        add(active, query, "Tool", on.tool(), new Filter(on.workflow(), null, on.ref(), on.rule(), on.tier()));
        add(active, query, "About", on.ref(), new Filter(on.workflow(), on.tool(), null, on.rule(), on.tier()));
        add(active, query, "Rule", on.rule(), new Filter(on.workflow(), on.tool(), on.ref(), null, on.tier()));
        String tier = on.tier() == null ? null : on.tier().name();
        add(active, query, "Tier", tier, new Filter(on.workflow(), on.tool(), on.ref(), on.rule(), null));
        return active;
    }

    private static void add(
            List<Active> active, InboxQuery query, String label, @Nullable String value, Filter without) {
        if (value != null) {
            active.add(new Active(label, word(value), InboxLinks.filtered(query, without)));
        }
    }

    private static String word(@Nullable String text) {
        return text == null ? "" : InertText.line(text, 200).value();
    }

    private static String order(InboxQuery query, InboxPage page) {
        return switch (query.view()) {
            case MINE, TEAM, UNASSIGNED -> words(page.order());
            case EXPIRING -> "Expiry, then tier";
            case SNOOZED -> "Back first";
            case FAILED, DECIDED -> "Newest first";
        };
    }

    private static String words(Order order) {
        return switch (order) {
            case EXPIRY -> "Expiry, then tier";
            case NEWEST -> "Newest first";
            case OLDEST -> "Oldest first";
            case TIER -> "Tier first";
        };
    }
}
