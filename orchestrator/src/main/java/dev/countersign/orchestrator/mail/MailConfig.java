package dev.countersign.orchestrator.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of the mails to approvers. */
@ConfigMapping(prefix = "countersign.mail")
public interface MailConfig {

    /** The address that mails come from; without one no mail is sent. */
    Optional<String> from();

    /** Where people reach the inbox; links in mails begin with it. */
    @WithDefault("http://127.0.0.1:8480")
    URI publicUrl();

    /** How long an item waits before anybody is told: what is decided sooner makes no mail. */
    @WithDefault("PT15S")
    Duration delay();

    /** How often the worker looks. */
    @WithDefault("PT5S")
    Duration interval();

    /** Whether the worker runs; tests that call {@code runOnce} themselves turn it off. */
    @WithDefault("true")
    boolean workers();
}
