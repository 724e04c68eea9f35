package dev.countersign.orchestrator.mail;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Cards;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells approvers by mail what waits for them: once when it is asked, once at half of its time, once when it is
 * escalated to them. What waits for a person at one moment goes into one letter.
 */
@Singleton
public class Postman {
    private static final Logger LOG = Logger.getLogger(Postman.class);
    private static final int ITEMS = 200;
    private static final int READERS = 50;
    private static final int LETTERS = 20;

    private final Notices notices;
    private final Approvals approvals;
    private final LetterWriter writer;
    private final MailTransport transport;
    private final MailConfig config;
    private final Ids ids;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Worker worker;

    Postman(
            Notices notices,
            Approvals approvals,
            LetterWriter writer,
            MailTransport transport,
            MailConfig config,
            Ids ids,
            InstantSource clock,
            MeterRegistry meters) {
        this.notices = notices;
        this.approvals = approvals;
        this.writer = writer;
        this.transport = transport;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
        this.meters = meters;
        this.worker = new Worker("postman", config.interval(), this::runOnce);
    }

    void start(@Observes StartupEvent event) {
        if (config.workers() && transport.isReady()) {
            worker.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        worker.stop();
    }

    /** Finds, writes and carries what is due; true when more may be waiting. */
    boolean runOnce() {
        boolean more = notices.ask(config.delay(), ITEMS) == ITEMS;
        more |= notices.remind(ITEMS) == ITEMS;
        notices.dropDecided();
        List<String> readers = notices.readers(READERS);
        readers.forEach(this::write);
        List<Letter> letters = notices.claim(LETTERS);
        letters.forEach(this::carry);
        return more || readers.size() == READERS || letters.size() == LETTERS;
    }

    private void write(String person) {
        List<Notices.Due> due = notices.due(person, ITEMS);
        Map<UUID, Approval> open = approvals
                .some(due.stream().map(Notices.Due::approval).toList())
                .stream()
                .filter(approval -> approval.state().takesVotes())
                .collect(Collectors.toMap(Approval::id, Function.identity()));
        List<LetterWriter.Item> items = due.stream()
                .filter(one -> open.containsKey(one.approval()))
                .map(one -> item(open.get(one.approval()), one.kind()))
                .toList();
        if (!items.isEmpty()) {
            notices.write(
                    ids.next(),
                    person,
                    writer.subject(items),
                    writer.body(items, clock.instant()),
                    items.stream().map(item -> item.approval().id()).toList());
        }
    }

    private static LetterWriter.Item item(Approval approval, String kind) {
        return new LetterWriter.Item(
                approval, Cards.of(approval), LetterWriter.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    }

    private void carry(Letter letter) {
        try {
            transport.carry(letter);
            notices.sent(letter);
            meters.counter("countersign.mails", "outcome", "sent").increment();
        } catch (RuntimeException e) {
            boolean last = notices.failed(letter);
            meters.counter("countersign.mails", "outcome", last ? "given_up" : "failed")
                    .increment();
            LOG.warnf(
                    "mail %s could not be handed over: %s; %s",
                    letter.id(),
                    e.getMessage(),
                    last ? "given up, the inbox still shows the items" : "tried again later");
        }
    }
}
