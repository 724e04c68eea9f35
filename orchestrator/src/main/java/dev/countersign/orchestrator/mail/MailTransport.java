package dev.countersign.orchestrator.mail;

/** Carries letters out. */
public interface MailTransport {

    /** Whether letters can be carried at all; without it none is written. */
    boolean isReady();

    /**
     * Hands one letter over. Blocks for at most some seconds; called on a worker's virtual thread.
     *
     * @throws RuntimeException when it was not taken; it is tried again later
     */
    void carry(Letter letter);
}
