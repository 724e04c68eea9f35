package dev.countersign.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Whether a child serves. Asked again and again; an exception means: not yet. */
@FunctionalInterface
public interface Readiness {

    boolean isReady(ChildLog log) throws Exception;

    /** Ready when the address answers 200. */
    static Readiness http(URI address) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
        return log ->
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    /** Ready when this start of the child has written a line that begins with the text. */
    static Readiness logLine(String beginning) {
        return log -> log.sinceStart().lines().anyMatch(line -> line.startsWith(beginning));
    }

    /** The log of a child and where the present start of it begins. */
    record ChildLog(java.nio.file.Path file, long start) {
        private static final int TAIL_BYTES = 256 * 1024;

        /** What the child has written since it was started, at most its last 256 KiB. */
        public String sinceStart() throws IOException {
            try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
                long from = Math.max(start, log.length() - TAIL_BYTES);
                byte[] bytes = new byte[(int) Math.max(0, log.length() - from)];
                log.seek(from);
                log.readFully(bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }
    }
}
