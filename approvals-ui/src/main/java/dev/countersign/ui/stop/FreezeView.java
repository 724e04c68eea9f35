package dev.countersign.ui.stop;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page of freezes as the template shows it.
 *
 * @param form null for whoever may look but not stop
 */
@TemplateData
public record FreezeView(
        Frame frame, @Nullable Form form, @Nullable Trouble problem, List<FrozenView> frozen, List<Lifted> released) {

    static final int REASON_MAX = 500;
    private static final int NAME_MAX = 200;

    /** What was filled in, and what can be chosen. */
    @TemplateData
    public record Form(
            String kind,
            List<Option> connectors,
            List<Option> tools,
            List<Option> workflows,
            String run,
            String reason,
            int reasonMax,
            Effect effect) {}

    /** One entry of a select. */
    @TemplateData
    public record Option(String id, String label, boolean chosen) {}

    /**
     * What the button says and what pressing it would mean.
     *
     * @param sent empty when nothing is on its way
     */
    @TemplateData
    public record Effect(String button, String waiting, String runs, String sent) {}

    /** What was refused, in words. */
    @TemplateData
    public record Trouble(int status, String code, String headline, String words) {}

    /** One that was lifted. */
    @TemplateData
    public record Lifted(Moment at, String what, String lasted, String by, String reason, String liftedBy) {}

    static FreezeView of(
            StopDesk.Board board, @Nullable Form form, @Nullable Trouble problem, Viewer viewer, Instant now) {
        return new FreezeView(
                Frame.of("Freeze", "freeze", viewer),
                form,
                problem,
                board.frozen().stream()
                        .map(frozen -> FrozenView.of(frozen, viewer.has("operator"), now))
                        .toList(),
                board.released().stream().map(lifted -> lifted(lifted, now)).toList());
    }

    static Form form(StopDesk.Choices choices, Asked asked, Effect effect) {
        return new Form(
                asked.chosenKind().wire(),
                choices.connectors().stream()
                        .map(connector -> new Option(
                                connector.id(),
                                line(connector.id()) + ", " + line(connector.environment()),
                                connector.id().equals(asked.chosen(Scope.Kind.CONNECTOR))))
                        .toList(),
                options(choices.tools().stream(), asked.chosen(Scope.Kind.TOOL)),
                options(choices.workflows().stream(), asked.chosen(Scope.Kind.WORKFLOW)),
                line(asked.chosen(Scope.Kind.RUN)),
                asked.reason(),
                REASON_MAX,
                effect);
    }

    private static List<Option> options(Stream<String> names, String chosen) {
        return names.map(name -> new Option(name, line(name), name.equals(chosen)))
                .toList();
    }

    /** What the sentence under the form says about a scope. */
    static Effect effect(Scope scope, StopDesk.Stopped stopped) {
        return new Effect(
                "Freeze " + (scope.kind() == Scope.Kind.ALL ? "everything" : name(scope)),
                count(stopped.waiting(), "approved call that waits", "approved calls that wait") + " to be sent",
                count(stopped.runs(), "run that has not ended", "runs that have not ended"),
                stopped.sent() == 0
                        ? ""
                        : count(stopped.sent(), "call is", "calls are") + " already on "
                                + (stopped.sent() == 1 ? "its" : "their") + " way and cannot be stopped.");
    }

    /** The button before something is chosen. */
    static final Effect NOTHING_CHOSEN = new Effect("Freeze", "", "", "");

    private static Lifted lifted(StopDesk.Released released, Instant now) {
        return new Lifted(
                Moment.since(released.liftedAt(), now),
                what(released.scope()),
                Moment.span(Duration.between(released.requestedAt(), released.liftedAt())),
                line(released.by()),
                InertText.line(released.reason(), REASON_MAX).value(),
                line(released.liftedBy()));
    }

    /** "Connector crm", "Everything". */
    static String what(Scope scope) {
        return switch (scope.kind()) {
            case ALL -> "Everything";
            case CONNECTOR -> "Connector " + name(scope);
            case TOOL -> "Tool " + name(scope);
            case WORKFLOW -> "Workflow " + name(scope);
            case RUN -> "Run " + name(scope);
        };
    }

    private static String name(Scope scope) {
        return line(String.valueOf(scope.id()));
    }

    static String line(String text) {
        return InertText.line(text, NAME_MAX).value();
    }

    static String count(int count, String one, String many) {
        return (count >= 1_000 ? "1,000+" : Integer.toString(count)) + " " + (count == 1 ? one : many);
    }
}
