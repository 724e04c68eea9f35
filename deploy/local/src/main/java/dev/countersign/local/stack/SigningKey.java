package dev.countersign.local.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The Ed25519 key with which this stack's developer signs policy bundles, and its public half, which the orchestrator
 * trusts. Both are PEM files, readable by their owner only.
 *
 * @param privateKey PKCS#8
 * @param publicKey X.509
 */
public record SigningKey(Path privateKey, Path publicKey) {
    private static final int LINE = 64;

    /** Where the two files are, or will be after the first start. */
    public static SigningKey in(StackFolder folder) {
        return new SigningKey(
                folder.keys().resolve("policy-signing.pem"), folder.keys().resolve("policy-signing.pub.pem"));
    }

    /** Makes the pair when it is not there yet: at the first start, and at the first one after an upgrade. */
    static SigningKey openOrCreate(StackFolder folder) throws IOException {
        SigningKey key = in(folder);
        if (!Files.exists(key.privateKey()) || !Files.exists(key.publicKey())) {
            Files.createDirectories(folder.keys());
            KeyPair pair = fresh();
            // The public half last: with it there, the pair is whole.
            StackFolder.writePrivately(
                    key.privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            StackFolder.writePrivately(
                    key.publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        }
        return key;
    }

    private static KeyPair fresh() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("Every JDK from 15 on has Ed25519", absent);
        }
    }

    private static byte[] pem(String what, byte[] encoded) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(encoded);
        return ("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
