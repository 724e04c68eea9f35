package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Approval;
import dev.countersign.cli.acceptance.api.Call;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.api.SandboxClient;
import dev.countersign.cli.acceptance.api.SandboxClient.Opportunity;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** kill -9 of the orchestrator: what was waiting waits again, and no call that may happen once is sent twice. */
@OnStack(
        value = "without-restarts",
        shared = true,
        flags = "--no-restart",
        environment = {
            "COUNTERSIGN_DISPATCH_TOOL_DEADLINE=PT12S",
            "COUNTERSIGN_DISPATCH_LEASE=PT13S",
            "COUNTERSIGN_AGENT_LEASE=PT10S"
        })
class OrchestratorKilledTest {

    @Test
    void runsThatWaitForApprovalWaitAgainAndExecuteOnce(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        Api maya = stack.as("maya");
        List<Run> runs = new ArrayList<>();
        for (Opportunity opportunity : stack.sandbox().opportunities(3)) {
            runs.add(dana.start("stage-follow-up", Map.of("opportunity_id", opportunity.id(), "stage", "proposal")));
        }
        List<Approval> before = runs.stream().map(maya::awaitPending).toList();
        runs.forEach(dana::awaitAsleep);

        // When
        stack.kill("orchestrator");
        stack.start("orchestrator");

        // Then
        for (int i = 0; i < runs.size(); i++) {
            assertThat(dana.run(runs.get(i).id()).waitsFor("approval")).isTrue();
            assertThat(maya.pending(runs.get(i))).containsExactly(before.get(i));
        }
        for (Approval approval : before) {
            assertThat(maya.approve(approval).requireSuccess().path("result").asText())
                    .isEqualTo("RECORDED");
        }
        runs.forEach(dana::awaitCompleted);
        assertThat(before).allSatisfy(approval -> assertThat(stack.sandbox().ledgerOf(approval.callId()))
                .hasSize(1));
    }

    @Test
    void runsThatAreGoingOnGoOn(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        List<Run> runs = new ArrayList<>();
        for (Opportunity opportunity : stack.sandbox().opportunities(40)) {
            runs.add(dana.start("account-brief", Map.of("account_id", opportunity.accountId())));
        }

        // When
        stack.kill("orchestrator");
        stack.start("orchestrator");

        // Then
        assertThat(runs).allSatisfy(run -> {
            dana.awaitCompleted(run);
            assertThat(dana.calls(run)).extracting(Call::state).containsOnly("succeeded");
        });
    }

    /** The sandbox never answers three calls; while all three are in flight, the orchestrator is killed. */
    @Test
    void whatWasInFlightIsReadAgainButNeverSentTwice(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        Api omar = stack.as("omar");
        List<Opportunity> two = stack.sandbox().opportunities(2);
        Run merge = dana.start(
                "test-merge",
                Map.of("account_id", two.get(0).accountId(), "into", two.get(1).accountId()));
        Run mail = dana.start("test-mail", Map.of("to", "ida@" + UUID.randomUUID() + ".example"));
        Approval mergeAsked = stack.as("maya").awaitPending(merge);
        Approval mailAsked = stack.as("maya").awaitPending(mail);
        stack.sandbox().fault("crm.merge_accounts", "hang", "before");
        stack.sandbox().fault("email.send_email", "hang", "after");
        stack.as("maya").approve(mergeAsked).requireSuccess();
        stack.as("lee").approve(mergeAsked).requireSuccess();
        stack.as("maya").approve(mailAsked).requireSuccess();
        Call merging = omar.await(onlyCall(omar, merge), "executing");
        Call mailing = omar.await(onlyCall(omar, mail), "executing");
        stack.sandbox().fault("crm.get_account", "hang", "after");
        Run read = dana.start("test-read", Map.of("account_id", "acc-1"));
        omar.await(read, "the read is in flight", run -> omar.calls(run).stream()
                .anyMatch(call -> stack.sandbox().ledgerOf(call.id()).size() == 1));
        Call reading = onlyCall(omar, read);
        assertThat(stack.sandbox().ledgerOf(mailing.id())).hasSize(1);

        // When
        stack.kill("orchestrator");
        stack.sandbox().clearFaults();
        stack.start("orchestrator");

        // Then
        dana.awaitCompleted(read);
        assertThat(omar.call(reading.id()).attempts()).isEqualTo(2);
        assertThat(stack.sandbox().ledgerOf(reading.id())).hasSize(2);

        assertThat(omar.await(merging, "outcome_unknown").attempts()).isEqualTo(1);
        assertThat(omar.await(mailing, "outcome_unknown").attempts()).isEqualTo(1);
        assertThat(dana.run(merge.id()).waitsFor("resolution")).isTrue();
        assertThat(dana.run(mail.id()).waitsFor("resolution")).isTrue();
        assertThat(stack.as("dana").resolve(mailing, "executed").status()).isEqualTo(403);
        omar.resolve(mailing, "executed").requireSuccess();
        omar.resolve(merging, "not_executed").requireSuccess();
        assertThat(omar.resolve(merging, "executed").status()).isEqualTo(409);

        assertThat(dana.awaitCompleted(mail).output()).hasToString("\"Sent\"");
        assertThat(dana.awaitCompleted(merge).output()).hasToString("\"Not merged\"");
        assertThat(omar.call(mailing.id()).state()).isEqualTo("succeeded");
        assertThat(omar.call(merging.id()).state()).isEqualTo("failed");
        assertThat(stack.sandbox().ledgerOf(mailing.id())).hasSize(1);
        assertThat(stack.sandbox().ledgerOf(merging.id())).hasSize(1).noneMatch(SandboxClient.Row::effectApplied);
    }

    private static Call onlyCall(Api api, Run run) {
        List<Call> calls = api.calls(run);
        assertThat(calls).hasSize(1);
        return calls.getFirst();
    }
}
