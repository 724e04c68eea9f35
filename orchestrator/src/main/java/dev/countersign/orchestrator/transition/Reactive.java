package dev.countersign.orchestrator.transition;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.hibernate.HibernateException;
import org.hibernate.reactive.mutiny.Mutiny;

/** Hibernate Reactive for what is not hot, from a virtual thread: one session, one transaction, no other I/O inside. */
@Singleton
public class Reactive {
    private final Mutiny.SessionFactory sessions;

    public Reactive(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Runs the work in a transaction and waits for its commit. */
    public <T> T transaction(Function<Mutiny.Session, Uni<T>> work) {
        return waitFor(() -> sessions.withTransaction(work::apply));
    }

    /** Runs a read. */
    public <T> T read(Function<Mutiny.Session, Uni<T>> work) {
        return waitFor(() -> sessions.withSession(work::apply));
    }

    private static <T> T waitFor(java.util.function.Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(
                    () -> work.get().ifNoItem().after(Database.PATIENCE).fail());
        } catch (HibernateException e) {
            throw Database.translated(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            throw Database.translated(e);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
