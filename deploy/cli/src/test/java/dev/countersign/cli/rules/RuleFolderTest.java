package dev.countersign.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFolderTest {
    private static final JsonNode ACTIVE = data("tools: {crm.read: {mode: permit}, crm.write: {mode: deny}}");

    @TempDir
    Path folder;

    @Test
    void testsAndRulesAreToldApart() throws IOException {
        write("weekend.rego", "package countersign.rules.weekend\n");
        write("below/words.rego", "package acme.words\n");
        write("weekend_test.rego", "package countersign_test.weekend\n");

        RuleFolder read = RuleFolder.read(folder);

        assertThat(read.rules())
                .extracting(Path::getFileName)
                .map(Path::toString)
                .containsExactly("words.rego", "weekend.rego");
        assertThat(read.tests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"countersign", "countersign.limit", "countersign.rules"})
    void thePackageOfAShippedRuleIsRefused(String name) throws IOException {
        write("mine.rego", "# A comment.\npackage " + name + "\n");

        Failure failure = catchThrowableOfType(Failure.class, () -> RuleFolder.read(folder));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(failure.sentence()).contains("mine.rego", "package " + name, "countersign.rules.<name>");
    }

    @Test
    void aChangeIsMergedAndDataYamlIsTheWhole() throws IOException {
        write("change.yaml", "kind: PolicyData\ntools: {crm.add: {mode: permit}}\n");
        assertThat(RuleFolder.read(folder).data(ACTIVE).path("tools").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("crm.read", "crm.write", "crm.add");

        write("data.yaml", "tools: {crm.only: {mode: permit}}\n");
        assertThat(RuleFolder.read(folder).data(ACTIVE).path("tools").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("crm.only", "crm.add");
    }

    @Test
    void dataThatCannotBecomeActiveNameFileFieldAndWayOut() throws IOException {
        write("change.yaml", "kind: PolicyData\nlimitz: []\n");

        Failure failure = catchThrowableOfType(
                Failure.class, () -> RuleFolder.read(folder).data(ACTIVE));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(failure.sentence()).contains("change.yaml is not valid", "/limitz");
    }

    @Test
    void anArchiveOfDataIsABundleWithoutRules() {
        RuleBundle bundle = RuleBundle.read(DataArchive.of(ACTIVE));

        assertThat(bundle.wasm()).isNull();
        assertThat(bundle.data()).isEqualTo(ACTIVE);
        assertThat(DataArchive.of(ACTIVE)).isEqualTo(DataArchive.of(ACTIVE.deepCopy()));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static JsonNode data(String yaml) {
        return PolicyData.bare(Documents.read(yaml, 10_000).getFirst());
    }
}
