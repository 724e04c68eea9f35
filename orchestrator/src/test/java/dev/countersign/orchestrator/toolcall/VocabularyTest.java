package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every refusal, every vote's refusal and every state has a test that brings it about. The switches have no default:
 * a new constant does not compile here before somebody names its test.
 */
class VocabularyTest {
    /** Named by the design and produced by nothing yet; the issue that builds it names its test here. */
    private static final String LATER = "";

    private static final String PACKAGE = "dev.countersign.orchestrator.";

    @ParameterizedTest
    @EnumSource
    void everyRefusalIsBroughtAbout(RefusalCode code) throws Exception {
        exists(
                switch (code) {
                    case RUN_CANCELLED -> "toolcall.ApprovalTest#cancellingTheRunWithdrawsWhatItAskedFor";
                    case TAKEN_OVER -> "toolcall.ApprovalTest#takingItOverByHandRefusesTheCall";
                    case BUDGET_EXHAUSTED -> "toolcall.GateTest#refusesWhatTheRunsMoneyDoesNotCover";
                    case UNKNOWN_TOOL -> "toolcall.GateTest#refusesAToolThatTheWorkflowDoesNotList";
                    case DESCRIPTOR_DRIFT -> "toolcall.DownstreamTest#toolThatChangedSinceItsRegistrationIsNotCalled";
                    case INVALID_ARGUMENTS -> "toolcall.GateTest#refusesArgumentsThatDoNotFit";
                    case TAMPERED -> "toolcall.ApprovalTest#tamperedRowIsNeverSent";
                    case DUPLICATE -> "limits.LimitsTest#anotherSpellingIsTheSameThing";
                    case LIMIT_REACHED -> "limits.LimitsTest#manyRunsAtOnceNeverGetPastALimitByOne";
                    case POLICY_INDETERMINATE -> "policy.IndeterminateTest#brokenEngineSendsNothingAndSaysSo";
                    case POLICY_DENIED -> "toolcall.GateTest#tellsTheRulesOwnWordsWhenItDenies";
                    case APPROVAL_REJECTED -> "toolcall.ApprovalTest#reasonTellsTheAgentWhetherToTryAgain";
                    case APPROVAL_EXPIRED -> "toolcall.ApprovalTest#nobodyDecidingInTimeRefusesTheCallAndTheRunGoesOn";
                    case CONNECTOR_UNAVAILABLE ->
                        "toolcall.DownstreamTest#callThatCannotBeSentFailsAfterItsAttemptsAndGivesItsRoomBack";
                    case DRY_RUN -> "toolcall.DryRunTest#saysWhatItWouldHaveAskedAndAsksNobody";
                    case REJECTED_BEFORE ->
                        "toolcall.RejectionMemoryTest#rejectedCallIsRefusedForTheRunWithTheStoredReason";
                    case FROZEN -> "toolcall.FreezeTest#newProposalIsRefusedBeforePolicyIsAskedAndTheModelIsTold";
                    case AUDIT_BACKLOG, APPROVAL_WITHDRAWN, RECORD_DRIFT -> LATER;
                });
        assertThat(code.retry()).isIn("never", "with_changes", "ask");
        assertThat(code.next()).endsWith(".");
    }

    @ParameterizedTest
    @EnumSource
    void everyVoteRefusalIsBroughtAbout(VoteRefusal refusal) throws Exception {
        exists(
                switch (refusal) {
                    case NOT_AN_APPROVER -> "toolcall.ApprovalTest#onlyApproversOfTheGroupVote";
                    case SELF_APPROVAL -> "toolcall.ApprovalTest#ownersDoNotApproveTheirOwnRuns";
                    case DIGEST_MISMATCH, STALE -> "toolcall.ApprovalTest#changedRecordMakesTheCardStaleAndAsksAgain";
                    case EXPIRED -> "toolcall.ApprovalTest#nobodyDecidingInTimeRefusesTheCallAndTheRunGoesOn";
                    case WITHDRAWN -> "toolcall.ApprovalTest#cancellingTheRunWithdrawsWhatItAskedFor";
                    case ALREADY_DECIDED -> "toolcall.ApprovalTest#secondOfTwoSeesWhoWasFirst";
                    case ALREADY_VOTED -> "toolcall.ApprovalTest#whoVotedYesCannotAlsoSayNoInTheSameRound";
                    case POLICY_INDETERMINATE -> "toolcall.EditRefusedTest#silentPolicyChangesNothing";
                    case RECORD_UNREADABLE -> "toolcall.ApprovalTest#unreadableRecordLetsNobodyApproveButAnybodyReject";
                });
    }

    @ParameterizedTest
    @EnumSource
    void everyStateIsReached(CallState state) throws Exception {
        exists(
                switch (state) {
                    case AWAITING_APPROVAL -> "toolcall.GateTest#cardBindsWhatWillBeSentAsTheWorkedExampleSays";
                    case PERMITTED -> "policy.IndeterminateTest#approvedCallWaitsForPolicyAndGoesOnWhenItIsBack";
                    case EXECUTING, SUCCEEDED ->
                        "toolcall.CrashTest#keyedCallIsSentAgainWithTheSameKeyAndTakesEffectOnce";
                    case FAILED -> "toolcall.GateTest#downstreamsOwnErrorIsADefiniteAnswer";
                    case REFUSED -> "toolcall.GateTest#refusesAMegabyteOfArguments";
                    case OUTCOME_UNKNOWN -> "toolcall.CrashTest#callThatMayHappenOnceIsNeverSentAgain";
                });
    }

    private enum Move {
        AWAITING_TO_PERMITTED,
        AWAITING_TO_REFUSED,
        PERMITTED_TO_EXECUTING,
        PERMITTED_TO_AWAITING,
        PERMITTED_TO_REFUSED,
        EXECUTING_TO_SUCCEEDED,
        EXECUTING_TO_FAILED,
        EXECUTING_TO_PERMITTED,
        EXECUTING_TO_UNKNOWN,
        UNKNOWN_TO_SUCCEEDED,
        UNKNOWN_TO_FAILED
    }

    @ParameterizedTest
    @EnumSource
    void everyMoveOfTheDesignIsMade(Move move) throws Exception {
        exists(
                switch (move) {
                    case AWAITING_TO_PERMITTED, PERMITTED_TO_EXECUTING, EXECUTING_TO_SUCCEEDED ->
                        "toolcall.ApprovalTest#approvedCallRunsOnceHoweverOftenSomebodyClicks";
                    case AWAITING_TO_REFUSED -> "toolcall.ApprovalTest#oneNoEndsItWhateverTheQuorum";
                    case PERMITTED_TO_AWAITING -> "toolcall.ApprovalTest#stricterTermsAfterTheGrantOpenAnotherRound";
                    case PERMITTED_TO_REFUSED -> "toolcall.ApprovalTest#denialAfterTheGrantSendsNothing";
                    case EXECUTING_TO_FAILED -> "toolcall.GateTest#downstreamsOwnErrorIsADefiniteAnswer";
                    case EXECUTING_TO_PERMITTED -> "toolcall.CrashTest#readIsSentAgain";
                    case EXECUTING_TO_UNKNOWN -> "toolcall.CrashTest#callThatMayHappenOnceIsNeverSentAgain";
                    case UNKNOWN_TO_SUCCEEDED, UNKNOWN_TO_FAILED ->
                        "toolcall.CrashTest#resolutionSettlesTheCallAndWakesTheRun";
                });
    }

    private static void exists(String test) throws ClassNotFoundException {
        if (test.equals(LATER)) {
            return;
        }
        String[] parts = test.split("#");
        Class<?> type =
                Class.forName(PACKAGE + parts[0], false, Thread.currentThread().getContextClassLoader());
        assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                .contains(parts[1]);
    }
}
