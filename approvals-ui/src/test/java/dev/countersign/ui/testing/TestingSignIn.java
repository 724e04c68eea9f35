package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.signin.SignInDesk;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Links read {@code link-<person>-<anything>} and work once. */
@ApplicationScoped
public class TestingSignIn implements SignInDesk {

    private final Set<String> used = ConcurrentHashMap.newKeySet();

    @Override
    public Optional<String> whose(String token) {
        return person(token).filter(viewer -> !used.contains(token)).map(Viewer::name);
    }

    @Override
    public Optional<Session> redeem(String token) {
        return person(token)
                .filter(viewer -> used.add(token))
                .map(viewer -> new Session(viewer.id(), Duration.ofHours(8), false));
    }

    @Override
    public void end(String session) {
        used.add(session);
    }

    private static Optional<Viewer> person(String token) {
        String[] parts = token.split("-");
        return parts.length < 3 ? Optional.empty() : Optional.ofNullable(TestingPeople.BY_ID.get(parts[1]));
    }
}
