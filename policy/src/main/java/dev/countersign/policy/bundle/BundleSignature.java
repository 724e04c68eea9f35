package dev.countersign.policy.bundle;

import java.security.PublicKey;
import java.util.List;

/** A detached Ed25519 signature (RFC 8032) over the bytes of a bundle, in base64. */
public final class BundleSignature {

    private BundleSignature() {}

    /** Whether one of the keys made this signature of these bytes. Never throws: what cannot be read is no signature. */
    public static boolean verifies(byte[] bundle, String signature, List<PublicKey> keys) {
        throw new UnsupportedOperationException("being built");
    }

    /**
     * Reads a public key as PEM ({@code -----BEGIN PUBLIC KEY-----}, X.509).
     *
     * @throws IllegalArgumentException when it is none of Ed25519
     */
    public static PublicKey publicKey(String pem) {
        throw new UnsupportedOperationException("being built");
    }
}
