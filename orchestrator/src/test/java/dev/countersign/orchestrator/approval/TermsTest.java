package dev.countersign.orchestrator.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {

    private static Terms terms(String tier, String groups, int quorum, boolean separate) {
        return new Terms(
                tier,
                List.of(groups.split("\\+")),
                quorum,
                separate,
                Duration.ofHours(4),
                Duration.ZERO,
                List.of(),
                null);
    }

    @ParameterizedTest(name = "granted {0} {1} {2} {3}, asked {4} {5} {6} {7}: {8}")
    @CsvSource({
        "T1, revops,         1, true,  T1, revops,         1, true,  true",
        "T2, revops,         1, true,  T1, revops,         1, true,  true",
        "T1, revops,         1, true,  T2, revops,         1, true,  false",
        "T1, revops,         2, true,  T1, revops,         1, true,  true",
        "T1, revops,         1, true,  T1, revops,         2, true,  false",
        "T1, revops,         1, true,  T1, finance,        1, true,  false",
        "T1, revops,         1, true,  T1, revops+finance, 1, true,  true",
        "T1, revops+finance, 1, true,  T1, revops,         1, true,  false",
        "T1, revops,         1, false, T1, revops,         1, true,  false",
        "T1, revops,         1, true,  T1, revops,         1, false, true"
    })
    void grantCoversWhatIsNoStricter(
            String tier,
            String groups,
            int quorum,
            boolean separate,
            String askedTier,
            String askedGroups,
            int askedQuorum,
            boolean askedSeparate,
            boolean covers) {
        assertThat(terms(tier, groups, quorum, separate)
                        .cover(terms(askedTier, askedGroups, askedQuorum, askedSeparate)))
                .isEqualTo(covers);
    }

    @ParameterizedTest(name = "asked before {0} {1} {2} {3}, now {4} {5} {6} {7}: {8} {9} {10} {11}")
    @CsvSource({
        "T1, revops,         1, true,  T2, revops,         2, true,  T2, revops,  2, true",
        "T3, revops,         2, true,  T1, revops,         1, false, T3, revops,  2, true",
        "T1, revops,         1, true,  T1, revops+finance, 1, true,  T1, revops,  1, true",
        "T1, revops+finance, 1, true,  T1, finance,        1, true,  T1, finance, 1, true",
        "T1, revops,         1, true,  T1, finance,        1, true,  T1, finance, 1, true"
    })
    void whatIsAskedAnewIsNeverWeaker(
            String tier,
            String groups,
            int quorum,
            boolean separate,
            String askedTier,
            String askedGroups,
            int askedQuorum,
            boolean askedSeparate,
            String wantedTier,
            String wantedGroups,
            int wantedQuorum,
            boolean wantedSeparate) {
        assertThat(terms(tier, groups, quorum, separate)
                        .tightened(terms(askedTier, askedGroups, askedQuorum, askedSeparate)))
                .isEqualTo(terms(wantedTier, wantedGroups, wantedQuorum, wantedSeparate));
    }

    @Test
    void isReadBackFromWhatItBound() {
        Terms terms = new Terms(
                "T2", List.of("revops"), 2, true, Duration.ZERO, Duration.ofSeconds(10), List.of("stage"), null);

        assertThat(Terms.ofBound(terms.bound())).isEqualTo(terms);
    }

    @Test
    void aYesOfTheGroupThatWasAskedLaterIsCoveredByTheRuleThatNamesIt() {
        // Given
        Terms granted = terms("T1", "revops+leads", 1, true);
        Terms asked =
                new Terms("T1", List.of("revops"), 1, true, Duration.ofHours(4), Duration.ZERO, List.of(), "leads");
        // Then
        assertThat(granted.cover(asked)).isTrue();
        assertThat(granted.cover(terms("T1", "revops", 1, true))).isFalse();
    }

    @Test
    void bindsNeitherTheTimeToLiveNorWhoIsAskedLater() {
        // Given
        Terms terms = new Terms(
                "T2",
                List.of("revops"),
                2,
                true,
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                List.of("stage"),
                "leads");
        // When
        String bound = terms.bound().toString();
        // Then
        assertThat(bound)
                .isEqualTo(
                        "{\"tier\":\"T2\",\"groups\":[\"revops\"],\"quorum\":2,\"separate\":true,\"hold\":\"PT10S\",\"editable\":[\"stage\"]}");
    }
}
