package dev.countersign.cli.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A form of files and texts (RFC 7578), as {@code multipart/form-data}. */
public final class MultipartForm {
    private final String boundary = "countersign-" + UUID.randomUUID();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** Adds a file. */
    public MultipartForm file(String name, String fileName, String contentType, byte[] bytes) {
        write("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                .formatted(boundary, name, fileName, contentType));
        content.writeBytes(bytes);
        write("\r\n");
        return this;
    }

    /** Adds a text. */
    public MultipartForm text(String name, String value) {
        write("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary, name, value));
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** All parts so far, closed. */
    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(content.toByteArray());
        whole.writeBytes("--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    private void write(String text) {
        content.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
