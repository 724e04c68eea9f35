package dev.countersign.cli.rules;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A private Ed25519 key that signs bundles. */
public final class SigningKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final String MAKE = "openssl genpkey -algorithm ed25519";

    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a key as PEM (PKCS#8).
     *
     * @throws Failure of usage when there is none; nothing of the file is in the message
     */
    public static SigningKey read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "There is no key to sign with: %s. The local stack makes one (countersign up); or name yours with --key."
                            .formatted(file));
        }
        try {
            String text = Files.readString(file).strip();
            if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
                throw notOne(file, null);
            }
            byte[] encoded =
                    Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
            return new SigningKey(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw notOne(file, e);
        }
    }

    private static Failure notOne(Path file, @Nullable Exception cause) {
        String sentence = "%s is no private Ed25519 key in PEM. One is made by: %s".formatted(file, MAKE);
        return cause == null ? new Failure(ExitCode.USAGE, sentence) : new Failure(ExitCode.USAGE, sentence, cause);
    }

    /** The detached signature over the bytes, in base64. */
    public String sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(bytes);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has Ed25519", e);
        }
    }
}
