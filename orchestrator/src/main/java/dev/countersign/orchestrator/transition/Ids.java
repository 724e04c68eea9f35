package dev.countersign.orchestrator.transition;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Where new ids come from: UUIDv7, so that newer rows sort behind older ones. */
public interface Ids {
    UUID next();

    /** The running product's ids. Thread safe. */
    @Singleton
    final class TimeOrdered implements Ids {
        private final TimeBasedEpochGenerator generator = Generators.timeBasedEpochGenerator();

        @Override
        public UUID next() {
            return generator.generate();
        }
    }
}
