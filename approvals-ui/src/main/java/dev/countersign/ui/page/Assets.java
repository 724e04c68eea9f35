package dev.countersign.ui.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The addresses of style sheet and scripts. Ours carry their content's hash, so browsers may keep them for ever. */
final class Assets {

    static final String STYLE = versioned("/countersign/pages.css");
    static final String SCRIPT = versioned("/countersign/pages.js");
    static final String HTMX = "/webjars/htmx.org/2.0.10/dist/htmx.min.js";

    private Assets() {}

    private static String versioned(String path) {
        try (InputStream file = Assets.class.getResourceAsStream("/META-INF/resources" + path)) {
            if (file == null) {
                throw new IllegalStateException("The jar of the pages lacks " + path);
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.readAllBytes());
            return path + "?v=" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
