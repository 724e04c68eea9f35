package dev.countersign.ui.testing;

import dev.countersign.ui.mail.Mailbox;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** One mail, with a link to this inbox, one to another server, and markup that must stay text. */
@Singleton
public class TestingMailbox implements Mailbox {

    @Override
    public List<Mail> newest(int max) {
        return List.of(new Mail(
                "Maya Lindqvist",
                "maya@countersign.example",
                "T1 Move <b>Halden</b>",
                "Look at it and decide: http://127.0.0.1:8480/inbox/00000000-0000-0000-0000-000000000001\n"
                        + "<script>alert(1)</script> https://elsewhere.example/take",
                Instant.now(),
                null));
    }
}
