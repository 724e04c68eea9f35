package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.credential.Secret;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentModelsTest {

    private static final JsonNode OPENAI = Documents.yaml(
            "{kind: openai, base_url: \"http://localhost:1/v1\", model: m, api_key: {ref: \"env:COUNTERSIGN_SECRET_A\"}}");
    private static final JsonNode INPUT = Documents.yaml("{}");

    @Test
    void keepsAProviderUntilItsSecretChanges() {
        AtomicReference<String> value = new AtomicReference<>("one");
        AgentModels models = models(reference -> Optional.of(new Secret(value.get())));
        Object first = models.create(OPENAI, INPUT);
        assertThat(models.create(OPENAI.deepCopy(), INPUT)).isSameAs(first);
        value.set("two");
        assertThat(models.create(OPENAI, INPUT)).isNotSameAs(first);
    }

    @Test
    void isUnusableWithoutItsSecret() {
        assertThatThrownBy(() -> models(reference -> Optional.empty()).create(OPENAI, INPUT))
                .isInstanceOfSatisfying(ModelUnusable.class, unusable -> assertThat(unusable.code())
                        .isEqualTo("MODEL_UNUSABLE"))
                .hasMessageContaining("env:COUNTERSIGN_SECRET_A");
    }

    @Test
    void neverRepeatsAKeyThatStandsInTheDocument() {
        JsonNode model = Documents.yaml(
                "{kind: openai, base_url: \"http://localhost:1/v1\", model: m, api_key: {ref: the-key-itself}}");
        assertThatThrownBy(() -> models(reference -> Optional.empty()).create(model, INPUT))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageNotContaining("the-key-itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{kind: oracle}", "{kind: scripted}", "{kind: replay, messages: none}", "{kind: openai}"})
    void refusesWhatIsNoModel(String model) {
        assertThatThrownBy(() -> models(reference -> Optional.empty()).create(Documents.yaml(model), INPUT))
                .isInstanceOf(ModelUnusable.class);
    }

    private static AgentModels models(SecretSource secrets) {
        return new AgentModels(secrets, name -> name, AgentModels.DEFAULT_TIMEOUT);
    }
}
