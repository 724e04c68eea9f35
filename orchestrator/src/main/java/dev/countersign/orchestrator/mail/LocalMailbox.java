package dev.countersign.orchestrator.mail;

import dev.countersign.ui.mail.Mailbox;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.inject.Singleton;
import java.util.List;

/** What the local stack would have sent. */
@Singleton
@IfBuildProfile(anyOf = {"local", "test", "dev"})
class LocalMailbox implements Mailbox {
    private final Notices notices;

    LocalMailbox(Notices notices) {
        this.notices = notices;
    }

    @Override
    public List<Mail> newest(int max) {
        return notices.newest(max).stream()
                .map(stored -> new Mail(
                        stored.name(), stored.address(), stored.subject(), stored.body(), stored.at(), stored.sentAt()))
                .toList();
    }
}
