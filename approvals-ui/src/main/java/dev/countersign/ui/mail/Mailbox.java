package dev.countersign.ui.mail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mails that a local stack would have sent. There is no such bean outside of it, and then no page. Blocks; called on
 * virtual threads.
 */
public interface Mailbox {

    /** The newest ones first. */
    List<Mail> newest(int max);

    /** One mail. @param sentAt null while it waits to be handed over */
    record Mail(
            String name,
            String address,
            String subject,
            String body,
            Instant at,
            @Nullable Instant sentAt) {}
}
