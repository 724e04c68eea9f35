package dev.countersign.ui.signin;

import java.time.Duration;
import java.util.Optional;

/**
 * Redeems single-use sign-in links. Only the local stack has one; elsewhere people sign in at the company's identity
 * provider. Blocks; called on virtual threads.
 */
public interface SignInDesk {

    /** Whose link this is, without using it up. Empty when it is unknown, used or expired. */
    Optional<String> whose(String token);

    /** Uses the link up and opens a session. Empty when it is unknown, used or expired. */
    Optional<Session> redeem(String token);

    /** Ends the session; unknown ones are ignored. */
    void end(String session);

    /** The value of the session cookie and how long it lives. */
    record Session(String value, Duration lives, boolean secure) {}
}
