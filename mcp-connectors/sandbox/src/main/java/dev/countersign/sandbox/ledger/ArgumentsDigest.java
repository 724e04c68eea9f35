package dev.countersign.sandbox.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** SHA-256 over the RFC 8785 form of arguments as they were received. */
public record ArgumentsDigest(String value) {

    public static ArgumentsDigest of(JsonNode arguments) {
        try {
            var canonical =
                    new JsonCanonicalizer(arguments.toString().getBytes(StandardCharsets.UTF_8)).getEncodedUTF8();
            var hash = MessageDigest.getInstance("SHA-256").digest(canonical);
            return new ArgumentsDigest("sha256:" + HexFormat.of().formatHex(hash));
        } catch (IOException e) {
            throw new IllegalArgumentException("These arguments have no canonical form", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
