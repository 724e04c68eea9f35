package dev.countersign.orchestrator.mail;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import jakarta.inject.Singleton;

/** Over SMTP, as {@code quarkus.mailer.*} says. */
@Singleton
@UnlessBuildProfile(anyOf = {"local", "test", "dev"})
class SmtpTransport implements MailTransport {
    private final Mailer mailer;
    private final MailConfig config;

    SmtpTransport(Mailer mailer, MailConfig config) {
        this.mailer = mailer;
        this.config = config;
    }

    @Override
    public boolean isReady() {
        return config.from().isPresent();
    }

    @Override
    public void carry(Letter letter) {
        mailer.send(Mail.withText(letter.address(), letter.subject(), letter.body())
                .setFrom(config.from().orElseThrow())
                .addHeader("Auto-Submitted", "auto-generated")
                .addHeader(
                        "Message-ID",
                        "<" + letter.id() + "@" + config.publicUrl().getHost() + ">"));
    }
}
