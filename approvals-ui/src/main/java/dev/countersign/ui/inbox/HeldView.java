package dev.countersign.ui.inbox;

import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.hold.Held;
import dev.countersign.ui.hold.HoldDesk;
import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The toasts: the newest first, and how many more there are ("2", or "47 or more").
 *
 * @param more empty when all of them are shown
 */
@TemplateData
public record HeldView(List<Toast> toasts, String more) {
    private static final int SHOWN = 3;

    /**
     * One toast. The page counts down from what is left by the server's clock.
     *
     * @param object what it is about; empty when the sentence names nothing
     * @param leftMs how long it still waits
     * @param spanMs how long it waits in all
     */
    @TemplateData
    public record Toast(
            String id, String digest, String action, String object, long leftMs, long spanMs, boolean keep) {

        static Toast of(Held held, Instant now) {
            long left = Math.max(0, Duration.between(now, held.until()).toMillis());
            return new Toast(
                    held.id().toString(),
                    held.digest(),
                    InertText.line(held.action(), 100).value(),
                    Sentence.row(held.consequence()).parts().stream()
                            .filter(Sentence.Part::strong)
                            .map(Sentence.Part::text)
                            .findFirst()
                            .orElse(""),
                    left,
                    Math.max(
                            left,
                            Duration.between(held.decidedAt(), held.until()).toMillis()),
                    held.keep());
        }

        public long seconds() {
            return Math.ceilDiv(leftMs, 1_000);
        }
    }

    static HeldView of(List<Held> held, Instant now) {
        int more = held.size() - SHOWN;
        return new HeldView(
                held.stream().limit(SHOWN).map(item -> Toast.of(item, now)).toList(),
                more <= 0 ? "" : held.size() == HoldDesk.MAX ? more + " or more" : more + " more");
    }
}
