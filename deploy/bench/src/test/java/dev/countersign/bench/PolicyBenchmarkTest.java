package dev.countersign.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.policy.decision.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark starts and asks what it says; nothing is measured here. */
class PolicyBenchmarkTest {

    @Test
    void asksTheShippedPolicy() {
        PolicyBenchmark.InProcess state = new PolicyBenchmark.InProcess();

        assertThat(new PolicyBenchmark().inProcess(state)).isInstanceOf(Decision.RequireApproval.class);
        state.close();
    }

    @Test
    void asksAPolicyOfAThousandEntries() {
        PolicyBenchmark.Entries state = new PolicyBenchmark.Entries();
        state.count = 1000;
        state.open();

        assertThat(new PolicyBenchmark().entries(state)).isInstanceOf(Decision.RequireApproval.class);
        state.close();
    }

    @Test
    void asksAboutAKilobyte() {
        assertThat(Policies.input().json().toString().length()).isBetween(900, 1300);
    }

    @Test
    void comparesInPairs() {
        Ratio ratio = Ratio.of(List.of(10.0, 20.0, 60.0), List.of(1.0, 2.0, 10.0));

        assertThat(ratio.median()).isEqualTo(10.0);
        assertThat(ratio.low()).isBetween(6.0, 10.0);
        assertThat(ratio.high()).isEqualTo(10.0);
    }
}
