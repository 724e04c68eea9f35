package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.desk.Telling.Context;
import dev.countersign.orchestrator.desk.Telling.Told;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.ui.review.PolicyWords;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.timeline.RunStory.About;
import dev.countersign.ui.timeline.RunStory.Entry;
import dev.countersign.ui.timeline.RunStory.Result;
import dev.countersign.ui.timeline.RunStory.Sleep;
import dev.countersign.ui.timeline.RunStory.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells one event after the other in words. An event that it does not know is told by its type, never left out. */
final class Scene {
    private static final int CODE_MAX = 4_000;

    /** What says nothing that the events around it do not say. */
    private static final Set<String> SILENT = Set.of(
            "model.requested",
            "run.parked",
            "run.resumed",
            "approval.granted",
            "approval.rejected",
            "toolcall.permitted");

    /** After one of these nobody is waited for any more, or somebody else is. */
    private static final Set<String> WAKING = Set.of(
            "approval.granted",
            "approval.rejected",
            "approval.expired",
            "approval.withdrawn",
            "approval.stale",
            "approval.edited",
            "approval.undone");

    private final Context context;
    private final People people;

    Scene(Context context, People people) {
        this.context = context;
        this.people = people;
    }

    Optional<Entry> tell(int at) {
        Told event = context.events().get(at);
        if (SILENT.contains(event.name())) {
            return Optional.empty();
        }
        UUID callId = event.id("call_id");
        ToolCall call = callId == null ? null : context.calls().get(callId);
        return switch (event.name()) {
            case "run.started" -> Optional.of(started(event));
            case "run.completed" -> plain(event, "Completed", null);
            case "run.failed" -> plain(event, "Failed", event.text("code"));
            case "run.cancelled" -> plain(event, "Cancelled" + by(event), null);
            case "model.responded" -> Optional.of(model(event));
            case "toolcall.dispatched" -> Optional.of(dispatched(event, call));
            case "toolcall.parked" -> Optional.of(parked(event, call, at));
            case "toolcall.refused" -> Optional.of(refused(event, call));
            case "toolcall.succeeded" -> Optional.of(answered(event, call, "Result of ", at));
            case "toolcall.failed" -> Optional.of(answered(event, call, "Failed: ", at));
            case "toolcall.outcome_unknown" -> Optional.of(unknown(event, call, at));
            case "toolcall.resolved" -> Optional.of(resolved(event, call));
            case "toolcall.reopened" -> Optional.of(reopened(event, call));
            case "approval.opened" -> opened(event, at);
            case "approval.voted" -> Optional.of(voted(event));
            case "approval.stale" ->
                Optional.of(entry(
                        event,
                        "The record changed after it was read",
                        "Nothing was sent. Votes of round "
                                + event.data().path("round").asInt() + " no longer count."));
            case "approval.edited" ->
                Optional.of(
                        entry(event, "Edited" + by(event), "Policy was asked again; the card shows what is sent now.")
                                .decides());
            case "approval.expired" ->
                Optional.of(entry(event, "Expired", "Nobody decided in time.").decides());
            default -> Optional.of(byItsType(event));
        };
    }

    // ---- run and model ----------------------------------------------------------------------------------------------

    private Entry started(Told event) {
        return Entry.of(
                event.at(),
                "Started" + by(event),
                "Workflow " + event.text("workflow") + ", version "
                        + event.data().path("version").asText() + ".",
                About.NOTHING);
    }

    private static Optional<Entry> plain(Told event, String what, @Nullable String detail) {
        return Optional.of(Entry.of(event.at(), what, detail, About.NOTHING));
    }

    private Entry model(Told event) {
        int step = event.data().path("step").asInt();
        long asked = context.calls().values().stream()
                // What a person undid stands at the step of what it undoes, and the model never asked for it.
                .filter(call -> call.step() == step && call.askedBy() == null)
                .count();
        String detail =
                asked == 0 ? "Asked for no call." : asked == 1 ? "Asked for 1 call." : "Asked for " + asked + " calls.";
        return Entry.of(event.at(), "Model, step " + step, detail, About.step(step))
                .saying(context.words().get(step))
                .spending(new Spent(
                        event.data().path("input_tokens").longValue(),
                        event.data().path("output_tokens").longValue(),
                        null));
    }

    // ---- calls ------------------------------------------------------------------------------------------------------

    private Entry dispatched(Told event, @Nullable ToolCall call) {
        String attempt = "Attempt " + event.data().path("attempt").asText() + ". ";
        String revision = event.text("policy_revision");
        boolean byPolicy = event.data().has("outcome");
        String how = byPolicy ? "Permitted by policy" + took(call) : "Policy was asked again before it was sent";
        String detail = attempt + how + (revision == null ? "." : ", revision " + revision + ".");
        Entry entry = Entry.of(
                event.at(),
                "Called " + tool(call),
                detail,
                byPolicy ? about(event).by(event.text("rule_id")) : about(event));
        return byPolicy ? entry.decides() : entry;
    }

    private static String took(@Nullable ToolCall call) {
        return call == null || call.decisionMicros() == null
                ? ""
                : " in " + milliseconds(Duration.ofNanos(call.decisionMicros() * 1_000L));
    }

    private Entry parked(Told event, @Nullable ToolCall call, int at) {
        Approval approval = approval(event);
        var detail = new StringBuilder();
        if (call != null) {
            detail.append(sentence(call.title()))
                    .append(' ')
                    .append(PolicyWords.because(Objects.requireNonNullElse(call.because(), "")));
        }
        if (approval != null) {
            detail.append(" For ")
                    .append(String.join(", ", approval.groups()))
                    .append(", tier ")
                    .append(approval.tier())
                    .append('.');
        }
        detail.append(call == null || call.decisionMicros() == null ? "" : " Decided" + took(call) + ".");
        return Entry.of(
                        event.at(),
                        event.text("retries") == null
                                ? "Policy: asks a person about " + tool(call)
                                : "Asked for again" + by(event) + ": " + tool(call),
                        detail.toString().strip(),
                        about(event).by(event.text("rule_id")))
                .decides()
                .sleeping(new Sleep(woken(at)));
    }

    /** The first round is told by the call that was parked. */
    private Optional<Entry> opened(Told event, int at) {
        int round = event.data().path("round").asInt();
        if (round <= 1) {
            return Optional.empty();
        }
        return Optional.of(entry(event, "Asked again, round " + round, "Tier " + event.text("tier") + ".")
                .sleeping(new Sleep(woken(at))));
    }

    private Entry refused(Told event, @Nullable ToolCall call) {
        String code = event.text("code");
        String detail = call == null || call.refusalDetail() == null
                ? code + "."
                : code + ". " + sentence(call.refusalDetail());
        boolean byPolicy = event.data().has("rule_id");
        return Entry.of(
                        event.at(),
                        "Refused " + tool(call),
                        detail,
                        byPolicy ? about(event).by(event.text("rule_id")) : about(event))
                .decides();
    }

    private Entry answered(Told event, @Nullable ToolCall call, String what, int at) {
        Instant sent = sent(event, at);
        String detail = sent == null ? null : milliseconds(Duration.between(sent, event.at())) + " after it was sent.";
        boolean paid = event.name().equals("toolcall.succeeded") && call != null && call.price() != null;
        return entry(event, what + tool(call), detail)
                .answering(result(call))
                .spending(paid ? new Spent(0, 0, call.price()) : null);
    }

    /** When the attempt that was answered had been sent. */
    private @Nullable Instant sent(Told event, int at) {
        for (int i = at - 1; i >= 0; i--) {
            Told earlier = context.events().get(i);
            if (earlier.name().equals("toolcall.dispatched")
                    && earlier.data().path("call_id").equals(event.data().path("call_id"))
                    && earlier.data().path("attempt").equals(event.data().path("attempt"))) {
                return earlier.at();
            }
        }
        return null;
    }

    private static @Nullable Result result(@Nullable ToolCall call) {
        JsonNode content = call == null ? null : Kept.content(call.answer());
        if (content == null) {
            return null;
        }
        String text = JsonText.line(content);
        return new Result(
                text.length() > CODE_MAX ? text.substring(0, CODE_MAX) + "…" : text, Kept.sentence(call.withheld()));
    }

    private Entry unknown(Told event, @Nullable ToolCall call, int at) {
        UUID callId = event.id("call_id");
        Instant until = null;
        for (Told later : context.events().subList(at + 1, context.events().size())) {
            if (until == null
                    && later.name().equals("toolcall.resolved")
                    && callId != null
                    && callId.equals(later.id("call_id"))) {
                until = later.at();
            }
        }
        return entry(event, "We do not know if this happened", tool(call) + ". It is never sent again by itself.")
                .sleeping(new Sleep(until == null && call != null ? call.endedAt() : until));
    }

    private Entry resolved(Told event, @Nullable ToolCall call) {
        String word = "executed".equals(event.text("outcome")) ? "It happened." : "It did not happen.";
        String note = call == null || call.resolved() == null
                ? ""
                : " " + call.resolved().path("note").asText("");
        return entry(event, "Settled" + by(event), (word + note).strip()).decides();
    }

    private Entry reopened(Told event, @Nullable ToolCall call) {
        String note =
                call == null || call.reopened() == null ? null : call.reopened().note();
        return entry(event, "Reopened" + by(event), note).decides();
    }

    // ---- people -----------------------------------------------------------------------------------------------------

    private Entry voted(Told event) {
        int round = event.data().path("round").asInt();
        boolean approve = "approve".equals(event.text("verdict"));
        String id = event.text("by");
        String name = people.name(id);
        Approval approval = approval(event);
        List<Vote> votes = approval == null ? List.of() : context.votes().getOrDefault(approval.id(), List.of());
        String detail = approve ? approved(approval, votes, round, event.at()) : rejected(votes, round, id);
        return Entry.of(
                        event.at(),
                        (approve ? "Approved by " : "Rejected by ") + name,
                        detail,
                        about(event).seen(round, name.split(" ")[0]))
                .decides();
    }

    private static String approved(@Nullable Approval approval, List<Vote> votes, int round, Instant at) {
        if (approval == null) {
            return "Round " + round + ".";
        }
        long given = votes.stream()
                .filter(vote -> vote.round() == round
                        && vote.verdict().equals("approve")
                        && !vote.at().isAfter(at))
                .count();
        String count = Math.max(1, given) + " of " + approval.quorum() + (approval.quorum() == 1 ? " vote" : " votes");
        boolean held = approval.round() == round && approval.holdUntil() != null;
        return count
                + (round == 1 ? "." : ", round " + round + ".")
                + (held ? " Held " + approval.hold().toSeconds() + " s before it is sent." : "");
    }

    private static @Nullable String rejected(List<Vote> votes, int round, @Nullable String by) {
        return votes.stream()
                .filter(vote -> vote.round() == round && vote.person().equals(by))
                .findFirst()
                .map(Scene::reason)
                .orElse(null);
    }

    static String reason(Vote vote) {
        String label = ReasonCode.of(String.valueOf(vote.reasonCode()))
                .map(ReasonCode::label)
                .orElse("");
        return vote.note() == null ? label + "." : label + ": " + vote.note();
    }

    /** When people stopped being waited for; null while they are. */
    private @Nullable Instant woken(int at) {
        Told asleep = context.events().get(at);
        UUID approval = asleep.id("approval_id");
        for (Told later : context.events().subList(at + 1, context.events().size())) {
            if (WAKING.contains(later.name()) && approval != null && approval.equals(later.id("approval_id"))) {
                return later.at();
            }
        }
        Approval known = approval == null ? null : context.approvals().get(approval);
        return known == null ? null : known.decidedAt();
    }

    // ---- what all share ---------------------------------------------------------------------------------------------

    /** "Undone by Maya Lindqvist", "Freeze lifted by Omar": the words of the type itself. */
    private Entry byItsType(Told event) {
        String[] parts = event.name().split("\\.", 2);
        String said = parts[parts.length - 1].replace('_', ' ');
        boolean ofApproval = parts.length == 2 && parts[0].equals("approval");
        String what = ofApproval || parts.length == 1 ? said : parts[0] + " " + said;
        String round = event.data().has("round")
                ? "Round " + event.data().path("round").asText() + "."
                : null;
        Entry entry = entry(event, Character.toUpperCase(what.charAt(0)) + what.substring(1) + by(event), round);
        return event.text("by") == null ? entry : entry.decides();
    }

    private Entry entry(Told event, String what, @Nullable String detail) {
        return Entry.of(event.at(), what, detail, about(event));
    }

    private static About about(Told event) {
        return About.call(event.id("call_id")).with(event.id("approval_id"));
    }

    private @Nullable Approval approval(Told event) {
        UUID id = event.id("approval_id");
        return id == null ? null : context.approvals().get(id);
    }

    private String by(Told event) {
        String by = event.text("by");
        return by == null ? "" : " by " + people.name(by);
    }

    private static String tool(@Nullable ToolCall call) {
        return call == null ? "a call" : call.tool();
    }

    private static String sentence(@Nullable String text) {
        return text == null || text.isBlank() ? "" : text.endsWith(".") ? text : text + ".";
    }

    /** "0.8 ms", "412 ms", "5.3 s". */
    static String milliseconds(Duration took) {
        double ms = took.toNanos() / 1e6;
        if (ms >= 10_000) {
            return String.format(Locale.ENGLISH, "%.1f s", ms / 1_000);
        }
        return String.format(Locale.ENGLISH, ms < 10 ? "%.1f ms" : "%.0f ms", ms);
    }
}
