package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** Digests as {@code sha256:<hex>}. */
final class Digests {

    private Digests() {}

    static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    /** Of the RFC 8785 form, so that neither key order nor spelling matters. */
    static String canonical(JsonNode json) {
        try {
            return sha256(new JsonCanonicalizer(json.toString()).getEncodedUTF8());
        } catch (IOException notCanonical) {
            throw new UncheckedIOException(notCanonical);
        }
    }
}
