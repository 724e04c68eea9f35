package dev.countersign.orchestrator.transition;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A named background task on one virtual thread: steps while there is more to do, then sleeps until it is woken or its
 * interval has passed. A step that throws is logged once per trouble and tried again after the interval.
 */
public final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    private final String name;
    private final Duration interval;
    private final BooleanSupplier step;
    private final Semaphore hint = new Semaphore(0);
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private String trouble = "";

    /** @param step does one bounded piece of work and returns true when more may be waiting */
    public Worker(String name, Duration interval, BooleanSupplier step) {
        this.name = name;
        this.interval = interval;
        this.step = step;
    }

    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("worker-" + name).start(this::loop);
    }

    public void stop() {
        running = false;
        Thread current = thread;
        if (current != null) {
            current.interrupt();
        }
    }

    /** Makes the next step happen now. Never blocks; several hints are one. */
    public void wake() {
        if (hint.availablePermits() == 0) {
            hint.release();
        }
    }

    private void loop() {
        while (running) {
            boolean more = false;
            try {
                more = step.getAsBoolean();
                if (!trouble.isEmpty()) {
                    LOG.infof("worker %s works again", name);
                    trouble = "";
                }
            } catch (RuntimeException e) {
                String now = e.getClass().getName();
                if (!now.equals(trouble)) {
                    boolean outage = e instanceof StoreUnavailable;
                    LOG.warnf(outage ? null : e, "worker %s: %s; tries again every %s", name, e.getMessage(), interval);
                    trouble = now;
                }
            }
            if (!more) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (hint.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                hint.drainPermits();
            }
        } catch (InterruptedException e) {
            running = false;
        }
    }
}
