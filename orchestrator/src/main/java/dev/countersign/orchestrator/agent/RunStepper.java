package dev.countersign.orchestrator.agent;

import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.agent.model.Messages;
import dev.countersign.orchestrator.agent.model.ModelCallFailed;
import dev.countersign.orchestrator.agent.model.ModelUnusable;
import dev.countersign.orchestrator.agent.model.Requests;
import dev.countersign.orchestrator.agent.model.ScriptError;
import dev.countersign.orchestrator.agent.model.TurnEnd;
import dev.countersign.orchestrator.principal.Secret;
import dev.countersign.orchestrator.run.Journal;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.RunState;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.Gate;
import dev.countersign.orchestrator.toolcall.Lessons;
import dev.countersign.orchestrator.toolcall.Proposal;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one claimed run as far as it gets: answers the calls of its last message, asks the model for the next one,
 * and so on, until it sleeps or ends. Every step is recorded before the next; a recorded step is never asked again.
 */
@Singleton
class RunStepper {
    private static final Logger LOG = Logger.getLogger(RunStepper.class);
    private static final int CALLS_A_TURN = 20;
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Runs runs;
    private final Journal journal;
    private final ToolCalls calls;
    private final Gate gate;
    private final Workflows workflows;
    private final Conversation conversation;
    private final Models models;
    private final Lessons lessons;
    private final AgentConfig config;
    private final InstantSource clock;
    private final Set<String> keptLists = ConcurrentHashMap.newKeySet();

    RunStepper(
            Runs runs,
            Journal journal,
            ToolCalls calls,
            Gate gate,
            Workflows workflows,
            Conversation conversation,
            Models models,
            Lessons lessons,
            AgentConfig config,
            InstantSource clock) {
        this.runs = runs;
        this.journal = journal;
        this.calls = calls;
        this.gate = gate;
        this.workflows = workflows;
        this.conversation = conversation;
        this.models = models;
        this.lessons = lessons;
        this.config = config;
        this.clock = clock;
    }

    /** Works on the run on the calling virtual thread until it sleeps, ends, or its lease is lost. */
    void advance(Run claimed) {
        Workflow workflow =
                workflows.version(claimed.workflow(), claimed.workflowVersion()).orElseThrow();
        var turns = new ArrayList<AiMessage>();
        for (String envelope : journal.turns(claimed.id())) {
            turns.add((AiMessage) Messages.fromJson(envelope).getFirst());
        }
        Run run = claimed;
        while (ours(run, claimed)) {
            if (!turns.isEmpty() && !answerLast(run, workflow, turns)) {
                return;
            }
            TurnEnd end = turns.isEmpty() ? null : TurnEnd.of(turns.getLast());
            if (end != null && end.ends()) {
                runs.complete(run, end.output());
                return;
            }
            Optional<AiMessage> next = ask(fresh(run), workflow, turns);
            if (next.isEmpty()) {
                return;
            }
            turns.add(next.get());
            run = fresh(run);
        }
    }

    private static boolean ours(Run run, Run claimed) {
        return run.state() == RunState.RUNNING && run.fence() == claimed.fence();
    }

    private Run fresh(Run run) {
        return runs.find(run.id()).orElseThrow();
    }

    /** An unforeseen failure: tried again a bounded number of times, then the run fails and says so. */
    void stumbled(Run run) {
        if (run.attempts() >= config.attempts()) {
            runs.fail(run, "INTERNAL", "The run stumbled " + run.attempts() + " times at the same step.");
        } else {
            runs.retryAfter(run, RETRY.multipliedBy(run.attempts()));
        }
    }

    // ---- the calls of the last message -----------------------------------------------------------------------------

    /** Proposes what has no row yet. True when every call of the message is answered; otherwise the run sleeps. */
    private boolean answerLast(Run run, Workflow workflow, List<AiMessage> turns) {
        int step = turns.size();
        AiMessage message = turns.getLast();
        List<ToolExecutionRequest> requests = message.toolExecutionRequests();
        if (requests == null || requests.isEmpty()) {
            return true;
        }
        Set<Integer> decided = new HashSet<>();
        for (ToolCall call : calls.ofRun(run.id())) {
            if (call.step() == step) {
                decided.add(call.ordinal());
            }
        }
        Set<String> ids = new HashSet<>();
        for (int ordinal = 0; ordinal < requests.size(); ordinal++) {
            ToolExecutionRequest request = requests.get(ordinal);
            boolean repeated = request.id() != null && !ids.add(request.id());
            if (!decided.contains(ordinal)) {
                Run now = fresh(run);
                if (!ours(now, run)) {
                    return false;
                }
                gate.propose(new Proposal(
                        now,
                        workflow,
                        step,
                        ordinal,
                        request.id(),
                        String.valueOf(request.name()),
                        request.arguments() == null ? "{}" : request.arguments(),
                        message.text(),
                        repeated,
                        ordinal >= CALLS_A_TURN));
            }
        }
        return sleepUnlessAnswered(run);
    }

    private boolean sleepUnlessAnswered(Run run) {
        List<ToolCall> open = calls.open(run.id());
        if (open.isEmpty()) {
            return ours(fresh(run), run);
        }
        ToolCall first = open.stream()
                .filter(call -> call.state() == CallState.AWAITING_APPROVAL)
                .findFirst()
                .orElse(open.getFirst());
        String waitingFor =
                switch (first.state()) {
                    case AWAITING_APPROVAL -> "approval";
                    case OUTCOME_UNKNOWN -> "resolution";
                    case PERMITTED, EXECUTING, SUCCEEDED, FAILED, REFUSED -> "event";
                };
        // Not parked means that the last call was answered meanwhile, or that the lease is gone.
        boolean parked = runs.park(run, waitingFor, first.id(), first.approvalId());
        return !parked && ours(fresh(run), run) && calls.open(run.id()).isEmpty();
    }

    // ---- the next model turn ---------------------------------------------------------------------------------------

    private Optional<AiMessage> ask(Run run, Workflow workflow, List<AiMessage> turns) {
        if (run.state() != RunState.RUNNING) {
            return Optional.empty();
        }
        String exhausted = exhausted(run, workflow);
        if (exhausted != null) {
            runs.fail(run, "BUDGET_EXHAUSTED", exhausted);
            return Optional.empty();
        }
        try {
            LessonsGiven given = LessonsGiven.of(lessons.of(run));
            Asked asked = new Asked(
                    conversation.messages(run, workflow, given, turns, calls.ofRun(run.id())),
                    conversation.tools(workflow));
            ChatRequest request = ChatRequest.builder()
                    .messages(asked.messages())
                    .toolSpecifications(asked.tools())
                    .build();
            ChatResponse response = models.ask(workflow.model(), run.input(), request);
            return record(run, turns.size() + 1, asked, response, given);
        } catch (ScriptError error) {
            runs.fail(run, error.code(), error.getMessage());
        } catch (ModelUnusable unusable) {
            runs.fail(run, unusable.code(), unusable.getMessage());
        } catch (ModelCallFailed failed) {
            if (failed.retryable() && run.attempts() < config.attempts()) {
                LOG.infof(
                        "run %s: the model did not answer, attempt %d: %s",
                        run.id(), run.attempts(), failed.getMessage());
                runs.retryAfter(run, RETRY.multipliedBy(run.attempts()));
            } else {
                runs.fail(run, failed.code(), failed.getMessage());
            }
        }
        return Optional.empty();
    }

    private @Nullable String exhausted(Run run, Workflow workflow) {
        Workflow.Budgets budgets = workflow.budgets();
        if (run.usage().steps() >= budgets.steps()) {
            return "The run has used its " + budgets.steps() + " steps.";
        }
        long tokens = run.usage().inputTokens() + run.usage().outputTokens();
        if (budgets.tokens() != null && tokens >= budgets.tokens()) {
            return "The run has used " + tokens + " of its " + budgets.tokens() + " tokens.";
        }
        if (clock.instant().isAfter(run.deadlineAt())) {
            return "The run has used its time of " + budgets.time() + ".";
        }
        return null;
    }

    private Optional<AiMessage> record(Run run, int step, Asked asked, ChatResponse response, LessonsGiven given) {
        AiMessage message = response.aiMessage();
        String envelope = Messages.toJson(List.of(message));
        String salt = Secret.random().value();
        String digest =
                Digest.of((salt + envelope).getBytes(StandardCharsets.UTF_8)).value();
        String tools = asked.toolList();
        String list = Asked.listDigest(tools);
        TokenUsage usage = response.tokenUsage();
        boolean recorded = runs.record(
                run,
                new Runs.Turn(
                        step,
                        envelope,
                        salt,
                        digest,
                        count(usage == null ? null : usage.inputTokenCount()),
                        count(usage == null ? null : usage.outputTokenCount()),
                        TurnEnd.of(message).step(),
                        given.ids(),
                        keptLists.contains(list) ? null : tools,
                        list,
                        Asked.digest(salt, Requests.messages(asked.messages()), tools)));
        if (!recorded) {
            return Optional.empty();
        }
        keptLists.add(list);
        return Optional.of(message);
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }
}
