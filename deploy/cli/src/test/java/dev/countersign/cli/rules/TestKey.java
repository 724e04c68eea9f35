package dev.countersign.cli.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** A fresh key pair, with its private half in a file as {@code up} writes one. */
public record TestKey(Path file, PublicKey publicKey) {
    public static TestKey in(Path folder) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String encoded =
                    Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
            Path file = Files.writeString(
                    folder.resolve("signing.pem"),
                    "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
            return new TestKey(file, pair.getPublic());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public boolean signed(byte[] bytes, String signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(publicKey);
            check.update(bytes);
            return check.verify(Base64.getDecoder().decode(signature.strip()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
