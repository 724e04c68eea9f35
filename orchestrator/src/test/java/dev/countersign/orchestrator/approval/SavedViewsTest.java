package dev.countersign.orchestrator.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.ui.inbox.Rail;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.inbox.ViewsDesk;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lists that a person named. */
@QuarkusTest
class SavedViewsTest extends InHouse {
    private static final Viewer ANN = new Viewer("saved-ann", "Ann", Set.of("approver"), Set.of("revops"));
    private static final Viewer BEN = new Viewer("saved-ben", "Ben", Set.of("approver"), Set.of("revops"));

    @Inject
    ViewsDesk views;

    @BeforeEach
    void none() {
        Sql.update("DELETE FROM saved_view WHERE person_id LIKE 'saved-%'");
    }

    @Test
    void areOnePersonsOwnAndCounted() {
        // Given
        house.asked(house.stageMove(sandbox.opportunity()));

        // When
        assertThat(views.save(ANN, "Stage moves", "view=mine&tool=crm.update_opportunity_stage"))
                .isTrue();
        assertThat(views.save(ANN, "Nothing", "view=team&workflow=no-such")).isTrue();

        // Then
        assertThat(views.rail(ANN).saved()).extracting(Rail.Saved::name).containsExactly("Stage moves", "Nothing");
        assertThat(views.rail(ANN).saved().getFirst().count()).isPositive();
        assertThat(views.rail(ANN).saved().getLast().count()).isZero();
        assertThat(views.rail(BEN).saved()).isEmpty();
    }

    @Test
    void areRenamedAndRemovedByTheirOwnerOnly() {
        views.save(ANN, "Old", "view=mine&tier=T3");
        Rail.Saved saved = views.rail(ANN).saved().getFirst();

        assertThat(views.rename(BEN, saved.id(), "Mine now")).isFalse();
        views.remove(BEN, saved.id());
        assertThat(views.rename(ANN, saved.id(), "New")).isTrue();
        // The same list again only changes its name.
        assertThat(views.save(ANN, "Newer", "view=mine&tier=T3")).isTrue();
        assertThat(views.rail(ANN).saved()).extracting(Rail.Saved::name).containsExactly("Newer");
        views.remove(ANN, saved.id());
        assertThat(views.rail(ANN).saved()).isEmpty();
    }

    @Test
    void areTwentyAtMost() {
        for (int number = 1; number <= ViewsDesk.SAVED_MAX; number++) {
            assertThat(views.save(ANN, "View " + number, "view=mine&workflow=w" + number))
                    .isTrue();
        }

        assertThat(views.save(ANN, "One more", "view=mine&workflow=more")).isFalse();

        views.remove(ANN, views.rail(ANN).saved().get(4).id());
        assertThat(views.save(ANN, "One more", "view=mine&workflow=more")).isTrue();
        assertThat(views.rail(ANN).saved()).hasSize(ViewsDesk.SAVED_MAX);
    }
}
