package dev.countersign.orchestrator.mail;

import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.inject.Singleton;

/** On one machine nothing leaves it: the page /mails shows what would have been sent. */
@Singleton
@IfBuildProfile(anyOf = {"local", "test", "dev"})
class LocalTransport implements MailTransport {

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void carry(Letter letter) {
        // The letter is stored already, and the page reads it there.
    }
}
