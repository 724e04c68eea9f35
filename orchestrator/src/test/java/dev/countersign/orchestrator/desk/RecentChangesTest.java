package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.ui.inbox.InboxUpdate;
import dev.countersign.ui.review.ReviewState;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private final RecentChanges recent = new RecentChanges();

    @BeforeEach
    void begin() {
        recent.begin(100);
    }

    @Test
    void tellsWhatWasMissedAndThenWhatComesAndNothingTwice() {
        tell(101, 102, 103);

        AssertSubscriber<InboxUpdate> reader = read("101");
        tell(104);

        // Also inside of what was told at once: each change has its own id.
        assertThat(ids(reader)).containsExactly("102", "103", "104");
    }

    @Test
    void tellsWhoWasNeverHereOnlyWhatComes() {
        tell(101);
        AssertSubscriber<InboxUpdate> reader = read(null);
        tell(102);

        assertThat(ids(reader)).containsExactly("102");
        assertThat(recent.position()).isEqualTo("102");
    }

    @Test
    void tellsWhoWasAwayTooLongWhereToGoOn() {
        tell(150);

        assertThat(read("99").getItems()).containsExactly(new InboxUpdate.Reset("150"));
        assertThat(read("no number").getItems()).containsExactly(new InboxUpdate.Reset("150"));
        assertThat(ids(read("100"))).containsExactly("150");
        assertThat(new RecentChanges().position()).isEmpty();
    }

    @Test
    void forgetsAndSaysSo() {
        tell(IntStream.rangeClosed(101, 2_200).toArray());

        assertThat(read("150").getItems()).containsExactly(new InboxUpdate.Reset("2200"));
        assertThat(read("1000").getItems()).containsExactly(new InboxUpdate.Reset("2200"));
        assertThat(ids(read("2190"))).hasSize(10);
    }

    @Test
    void resetsAReaderThatFallsBehind() {
        AssertSubscriber<InboxUpdate> slow = recent.watch(null).subscribe().withSubscriber(AssertSubscriber.create(0));
        tell(IntStream.rangeClosed(101, 101 + RecentChanges.SLACK).toArray());
        slow.request(Long.MAX_VALUE);

        assertThat(slow.getItems()).last().isInstanceOf(InboxUpdate.Reset.class);
        slow.assertCompleted();
    }

    private void tell(int... positions) {
        recent.tell(IntStream.of(positions)
                .mapToObj(at -> new RecentChanges.Change(
                        at,
                        new InboxUpdate.Changed(
                                Integer.toString(at), new UUID(0, at), ReviewState.PENDING, 1, "sha256:0")))
                .toList());
    }

    private AssertSubscriber<InboxUpdate> read(@Nullable String from) {
        return recent.watch(from).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static List<String> ids(AssertSubscriber<InboxUpdate> reader) {
        return reader.getItems().stream()
                .map(update -> ((InboxUpdate.Changed) update).eventId())
                .toList();
    }
}
