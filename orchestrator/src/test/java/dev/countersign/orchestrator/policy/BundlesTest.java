package dev.countersign.orchestrator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.SignedBundles;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.policy.bundle.RuleBundle;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A company's own rules, from opa build to a decision; and everything that is refused on the way there. */
@QuarkusTest
class BundlesTest extends InHouse {
    private static final String WORDS = "title := \"Not today\"\nbecause := \"The company is closed\"";

    @Inject
    ActivePolicy policy;

    private String before;

    @BeforeEach
    void remember() {
        before = house.revision();
    }

    /** Back to the rules that every other test expects. */
    @AfterEach
    void goBack() {
        house.activate("omar", before).ok();
    }

    private static byte[] closed() {
        return SignedBundles.build(Map.of("closed.rego", SignedBundles.rule("closed", "crm.create_task", WORDS)));
    }

    private JsonNode task() {
        String run = house.play(house.oneCall("crm.create_task", "{subject: x}"))
                .path("id")
                .asText();
        return house.onlyCall(run);
    }

    private String uploaded(byte[] bundle) {
        Answer answer = house.upload("dana", bundle, SignedBundles.sign(bundle));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        assertThat(answer.body().path("active").asBoolean()).isFalse();
        return answer.body().path("revision").asText();
    }

    private static void refused(Answer answer, int status, String says) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.body().path("detail").asText()).contains(says);
        if (status == 422) {
            assertThat(answer.body().path("errors")).isNotEmpty();
        }
    }

    // ---- from upload to decision ----------------------------------------------------------------------------------

    @Test
    void ownRuleDecidesOnceItIsActivatedAndNotBefore() {
        // Given
        String revision = uploaded(closed());
        assertThat(task().path("state").asText()).isEqualTo("succeeded");
        // When
        Answer answer = house.activate("dana", revision);
        // Then
        assertThat(answer.ok().path("revision").asText()).isEqualTo(revision);
        JsonNode call = task();
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(call.path("decision").path("rule_id").asText()).isEqualTo("rule:closed");
        assertThat(call.path("decision").path("title").asText()).isEqualTo("Not today");
        assertThat(call.path("decision").path("policy_revision").asText()).isEqualTo(revision);
        JsonNode shown = house.get("dana", "/api/policy/revisions/" + revision).ok();
        assertThat(shown.path("signed_by").asText()).startsWith("sha256:");
        assertThat(shown.path("rules_digest").asText())
                .isNotEqualTo(house.get("dana", "/api/policy/revisions/" + before)
                        .ok()
                        .path("rules_digest")
                        .asText());
        // When: data are changed on top, and everything is taken back
        house.policyWith("{\"tools\": {\"crm.get_lead\": {\"mode\": \"deny\"}}}");
        assertThat(task().path("decision").path("rule_id").asText()).isEqualTo("rule:closed");
        house.activate("omar", before).ok();
        // Then
        assertThat(task().path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void bundleOfDataLeavesTheRulesAsTheyAre() {
        // Given
        byte[] bundle = SignedBundles.data("{\"tools\": {\"crm.create_task\": {\"mode\": \"deny\"}}}");
        // When
        String revision = uploaded(bundle);
        house.activate("dana", revision).ok();
        // Then
        assertThat(task().path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        JsonNode diff = house.get("dana", "/api/policy/revisions/" + before + "/diff?to=" + revision)
                .ok();
        assertThat(diff.path("rules_changed").asBoolean()).isFalse();
        assertThat(diff.path("items")).isNotEmpty();
    }

    @Test
    void anotherInstanceDecidesByUploadedRulesAtItsNextWatch() {
        // Given
        String revision = uploaded(closed());
        try (SecondNode there = SecondNode.beside(policy)) {
            // When
            house.activate("dana", revision).ok();
            there.policy().watch();
            // Then
            assertThat(there.policy().active().revision().name()).isEqualTo(revision);
            assertThat(there.policy().trouble()).isEmpty();
        }
    }

    @Test
    void uploadOnWhatIsNoLongerActiveIsNotActivated() {
        // Given
        String revision = uploaded(closed());
        String moved = house.policyWith("{\"tools\": {\"crm.get_lead\": {\"mode\": \"deny\"}}}");
        // When
        Answer answer = house.activate("dana", revision);
        // Then
        refused(answer, 409, "upload the bundle again");
        assertThat(house.revision()).isEqualTo(moved);
    }

    // ---- refused at upload ----------------------------------------------------------------------------------------

    private record Refused(byte[] bundle, String signature, int status, String says) {
        static Refused signed(byte[] bundle, String says) {
            return new Refused(bundle, SignedBundles.sign(bundle), 422, says);
        }
    }

    static Stream<Arguments> refusedUploads() {
        byte[] good = closed();
        byte[] other = good.clone();
        other[other.length / 2] ^= 1;
        byte[] nineMiB = new byte[8 * 1024 * 1024 + 1];
        return Stream.of(
                Arguments.of("unsigned", new Refused(good, null, 422, "not signed")),
                Arguments.of(
                        "signed by a stranger",
                        new Refused(good, SignedBundles.signByAStranger(good), 422, "signature")),
                Arguments.of("other bytes than signed", new Refused(other, SignedBundles.sign(good), 422, "signature")),
                Arguments.of("no signature at all", new Refused(good, "nonsense", 422, "signature")),
                Arguments.of("a letter", new Refused(good, "x".repeat(2_000), 422, "88 characters")),
                Arguments.of("no archive", Refused.signed("plain text".getBytes(StandardCharsets.UTF_8), "tar.gz")),
                Arguments.of(
                        "an entry point missing",
                        Refused.signed(
                                SignedBundles.build(
                                        Map.of(),
                                        List.of("countersign/decide", "countersign/explain", "countersign/needs")),
                                "countersign/catalogue")),
                Arguments.of(
                        "a rule without a title",
                        Refused.signed(
                                SignedBundles.build(Map.of(
                                        "closed.rego",
                                        SignedBundles.rule("closed", "crm.create_task", "because := \"x\""))),
                                "countersign.rules.closed has no title")),
                Arguments.of(
                        "a rule without because",
                        Refused.signed(
                                SignedBundles.build(Map.of(
                                        "closed.rego",
                                        SignedBundles.rule("closed", "crm.create_task", "title := \"x\""))),
                                "countersign.rules.closed has no because")),
                Arguments.of("an unknown key", Refused.signed(SignedBundles.data("{\"colours\": {}}"), "colours")),
                Arguments.of(
                        "data of another shape",
                        Refused.signed(
                                SignedBundles.data("{\"tools\": {\"crm.create_task\": {\"mode\": 7}}}"), "mode")),
                Arguments.of("too large", new Refused(nineMiB, SignedBundles.sign(nineMiB), 413, "at most")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedUploads")
    void whatMayNotDecideIsRefusedWithASentenceThatNamesIt(String what, Refused upload) {
        // Given
        long revisions = Sql.number("SELECT count(*) FROM policy_revision");
        // When
        Answer answer = house.upload("dana", upload.bundle(), upload.signature());
        // Then
        refused(answer, upload.status(), upload.says());
        assertThat(Sql.number("SELECT count(*) FROM policy_revision")).isEqualTo(revisions);
        assertThat(house.revision()).isEqualTo(before);
    }

    @Test
    void bodyBeyondEveryBoundIsRefused() {
        // Given
        byte[] huge = new byte[9 * 1024 * 1024];
        // When
        int status = house.uploadStatus("dana", huge);
        // Then
        assertThat(status).isEqualTo(413);
        assertThat(house.revision()).isEqualTo(before);
    }

    // ---- refused again at activation ------------------------------------------------------------------------------

    static Stream<Arguments> tampered() {
        return Stream.of(
                Arguments.of("a broken signature", "signature = 'AAAA'", "signature"),
                Arguments.of("an empty signature", "signature = ''", "not signed"),
                Arguments.of("other bytes", "bundle = bundle || '\\x00'::bytea", "signature"),
                Arguments.of(
                        "other rules than signed",
                        "rules_digest = (SELECT rules_digest FROM policy_revision WHERE revision = based_on_of)",
                        "not what this revision names"),
                Arguments.of("an unknown key", "data = '{\"colours\": {}}'", "colours"),
                Arguments.of("other data than their digest", "data = '{}'", "digest"),
                Arguments.of("no archive", replaced("plain".getBytes(StandardCharsets.UTF_8)), "tar.gz"));
    }

    /** As a keyholder would have signed it: only what is inside is wrong. */
    private static String replaced(byte[] bundle) {
        return "bundle = '\\x" + HexFormat.of().formatHex(bundle) + "'::bytea, signature = '"
                + SignedBundles.sign(bundle) + "'";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampered")
    void whatWasChangedSinceTheUploadIsNotActivated(String what, String change, String says) {
        // Given
        String revision = uploaded(closed());
        Sql.update("UPDATE policy_revision SET "
                + change.replace("based_on_of", before)
                + " WHERE revision = " + Long.parseLong(revision));
        // When
        Answer answer = house.activate("dana", revision);
        // Then
        refused(answer, 422, says);
        assertThat(house.revision()).isEqualTo(before);
        assertThat(task().path("decision").path("policy_revision").asText()).isEqualTo(before);
    }

    static Stream<Arguments> unfitRules() {
        return Stream.of(
                Arguments.of(
                        SignedBundles.build(Map.of(
                                "closed.rego", SignedBundles.rule("closed", "crm.create_task", "because := \"x\""))),
                        "countersign.rules.closed has no title"),
                Arguments.of(
                        SignedBundles.build(
                                Map.of(), List.of("countersign/decide", "countersign/explain", "countersign/needs")),
                        "countersign/catalogue"));
    }

    /** As if an earlier version, which did not look, had taken them. */
    @ParameterizedTest
    @MethodSource("unfitRules")
    void signedRulesThatCannotDecideAreNotActivated(byte[] bundle, String says) {
        // Given
        String revision = uploaded(closed());
        RuleBundle unfit = RuleBundle.read(bundle);
        Sql.update(
                "INSERT INTO policy_rules (rules_digest, shipped, wasm, sources) VALUES (?, false, ?, '{}')",
                unfit.rulesDigest(),
                unfit.wasm());
        Sql.update("UPDATE policy_revision SET rules_digest = '" + unfit.rulesDigest() + "', " + replaced(bundle)
                + " WHERE revision = " + Long.parseLong(revision));
        // When
        Answer answer = house.activate("dana", revision);
        // Then
        refused(answer, 422, says);
        assertThat(house.revision()).isEqualTo(before);
    }

    @Test
    void rulesThatWereChangedInTheDatabaseAreNotActivated() {
        // Given
        String revision = uploaded(closed());
        Sql.update("UPDATE policy_rules SET wasm = wasm || '\\x00'::bytea WHERE rules_digest ="
                + " (SELECT rules_digest FROM policy_revision WHERE revision = " + Long.parseLong(revision) + ")");
        // When
        Answer answer = house.activate("dana", revision);
        // Then
        refused(answer, 422, "somebody changed the database");
        assertThat(house.revision()).isEqualTo(before);
        Sql.update("DELETE FROM policy_rules WHERE NOT shipped");
    }

    // ---- for OPA servers ------------------------------------------------------------------------------------------

    @Test
    void serverDownloadsTheActiveBundleOncePerChange() {
        // Given
        HttpResponse<byte[]> first = house.bytes(Personas.POLICY_AGENT, "/api/policy/bundle", Map.of());
        String mark = first.headers().firstValue("etag").orElseThrow();
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).startsWith(0x1f, 0x8b);
        // When
        HttpResponse<byte[]> same =
                house.bytes(Personas.POLICY_AGENT, "/api/policy/bundle", Map.of("If-None-Match", mark));
        house.policyWith("{\"tools\": {\"crm.get_lead\": {\"mode\": \"deny\"}}}");
        HttpResponse<byte[]> changed = house.bytes("dana", "/api/policy/bundle", Map.of("If-None-Match", mark));
        // Then
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("etag"))
                .isNotEqualTo(first.headers().firstValue("etag"));
        assertThat(changed.body()).isNotEqualTo(first.body());
    }
}
