package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Approval;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.api.SandboxClient.Opportunity;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Two people decide in the same moment. */
@OnStack(value = "shared", shared = true)
class TwoApproversTest {
    /** The thousand of the acceptance line are run beside the database; this is the same race over HTTP. */
    private static final int RACES = 10;

    @Test
    void twoAtOnceGrantAQuorumOfTwoAndTheCallIsSentOnce(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        List<Opportunity> accounts = stack.sandbox().opportunities(2 * RACES);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < RACES; i++) {
            runs.add(dana.start(
                    "test-merge",
                    Map.of(
                            "account_id", accounts.get(2 * i).accountId(),
                            "into", accounts.get(2 * i + 1).accountId())));
        }
        List<Approval> asked =
                runs.stream().map(run -> stack.as("maya").awaitPending(run)).toList();

        // When
        List<List<Api.Answer>> answers = asked.stream()
                .map(approval -> voteAtOnce(approval, stack.as("maya"), stack.as("lee")))
                .toList();

        // Then
        assertThat(answers).allSatisfy(both -> assertThat(both).allSatisfy(answer -> assertThat(
                        answer.requireSuccess().path("result").asText())
                .isEqualTo("RECORDED")));
        runs.forEach(dana::awaitCompleted);
        assertThat(asked).allSatisfy(approval -> {
            Approval granted = stack.as("maya").approval(approval.id());
            assertThat(granted.state()).isEqualTo("granted");
            assertThat(granted.votes()).extracting(Approval.Vote::by).containsExactlyInAnyOrder("maya", "lee");
            assertThat(stack.sandbox().ledgerOf(approval.callId())).hasSize(1);
        });
    }

    @Test
    void ofTwoAtOnceWithAQuorumOfOneOneWinsAndTheOtherSeesWhoAndWhen(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        List<Run> runs = stack.sandbox().opportunities(RACES).stream()
                .map(opportunity ->
                        dana.start("stage-follow-up", Map.of("opportunity_id", opportunity.id(), "stage", "proposal")))
                .toList();
        List<Approval> asked =
                runs.stream().map(run -> stack.as("maya").awaitPending(run)).toList();

        // When
        List<List<Api.Answer>> answers = asked.stream()
                .map(approval -> voteAtOnce(approval, stack.as("maya"), stack.as("lee")))
                .toList();

        // Then
        assertThat(answers).allSatisfy(both -> {
            assertThat(both).extracting(Api.Answer::status).containsExactlyInAnyOrder(200, 409);
            Api.Answer lost = both.stream()
                    .filter(answer -> answer.status() == 409)
                    .findAny()
                    .orElseThrow();
            String winner = both.getFirst().status() == 200 ? "maya" : "lee";
            assertThat(lost.code()).isEqualTo("ALREADY_DECIDED");
            assertThat(lost.body().path("decided_by").asText()).isEqualTo(winner);
            assertThat(lost.body().path("decided_at").asText()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
            assertThat(lost.body().path("verdict").asText()).isEqualTo("approve");
        });
        runs.forEach(dana::awaitCompleted);
        assertThat(asked).allSatisfy(approval -> assertThat(stack.sandbox().ledgerOf(approval.callId()))
                .hasSize(1));
    }

    /** Both requests leave when both are there. */
    private static List<Api.Answer> voteAtOnce(Approval approval, Api first, Api second) {
        CyclicBarrier both = new CyclicBarrier(2);
        List<FutureTask<Api.Answer>> votes = List.of(first, second).stream()
                .map(person -> new FutureTask<>(() -> {
                    both.await();
                    return person.approve(approval);
                }))
                .toList();
        votes.forEach(vote -> Thread.ofVirtual().start(vote));
        return votes.stream().map(TwoApproversTest::answer).toList();
    }

    private static Api.Answer answer(FutureTask<Api.Answer> vote) {
        try {
            return vote.get();
        } catch (ExecutionException e) {
            throw new AssertionError("The vote failed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
