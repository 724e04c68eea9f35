package dev.countersign.orchestrator.mail;

import java.util.UUID;

/** One mail as it is sent: plain text, to one person. */
public record Letter(UUID id, String person, String address, String subject, String body) {}
