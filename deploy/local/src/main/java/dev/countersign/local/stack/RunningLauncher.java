package dev.countersign.local.stack;

import dev.countersign.local.process.RunningProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Talks to the launcher that holds a data folder. */
public final class RunningLauncher {
    private static final Duration HINT = Duration.ofSeconds(10);

    private final StackState state;

    public RunningLauncher(StackState state) {
        this.state = state;
    }

    /** What the launcher said; {@code done} is false when it could not. */
    public record Answer(int status, String text) {
        public boolean done() {
            return status < 300;
        }
    }

    /** Asks it to start a child; returns when that is ready or has failed. */
    public Answer start(String name) throws IOException, InterruptedException {
        return post("/start/" + name.replaceAll("[^a-zA-Z0-9_-]", "-"), Duration.ofMinutes(3));
    }

    /** Asks it to stop everything, insists if it does not answer, and returns when it is gone. */
    public boolean down(Duration patience) throws InterruptedException {
        RunningProcess launcher = state.processes().get(StackState.LAUNCHER);
        if (launcher == null) {
            return true;
        }
        try {
            post("/down", Duration.ofSeconds(10));
        } catch (IOException deaf) {
            // The signal below says the same.
        }
        if (launcher.awaitEnd(HINT)) {
            return true;
        }
        // One that is busy with something else, like a demonstration, hears the signal; it stops as cleanly.
        launcher.find().ifPresent(ProcessHandle::destroy);
        if (launcher.awaitEnd(patience)) {
            return true;
        }
        launcher.find().ifPresent(ProcessHandle::destroyForcibly);
        return launcher.awaitEnd(Duration.ofSeconds(10));
    }

    private Answer post(String path, Duration deadline) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + state.control().port() + path))
                .header("Authorization", "Bearer " + state.control().secret())
                .timeout(deadline)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        }
    }
}
