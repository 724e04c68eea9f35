package dev.countersign.mcp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WireNamesTest {

    @Test
    void mapsThereAndBack() throws Exception {
        WireNames names = WireNames.of(List.of("crm.get_account", "crm.get_account", "email.send"));

        assertThat(WireNames.toWire("crm.get_account")).isEqualTo("crm__get_account");
        assertThat(names.toDotted("crm__get_account")).contains("crm.get_account");
        assertThat(names.toDotted("crm.get_account")).isEmpty();
        assertThat(names.toDotted("crm__gone")).isEmpty();
    }

    @Test
    void keepsToTheAlphabetAndTheLengthThatProvidersAllow() {
        String first = WireNames.toWire("crm." + "x".repeat(100) + "1");
        String second = WireNames.toWire("crm." + "x".repeat(100) + "2");

        assertThat(first).hasSize(64).matches("[A-Za-z0-9_-]+").isNotEqualTo(second);
        assertThat(WireNames.toWire("crm." + "x".repeat(59))).hasSize(64).endsWith("xx");
        assertThat(WireNames.toWire("crm.a.b")).isEqualTo("crm__a_b");
    }

    @Test
    void refusesTwoToolsOfOneName() {
        assertThatThrownBy(() -> WireNames.of(List.of("crm.a.b", "crm.a_b")))
                .isInstanceOf(WireNames.Collision.class)
                .hasMessageContaining("crm__a_b");
    }
}
