package dev.countersign.policy.bundle;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A detached Ed25519 signature (RFC 8032) over the bytes of a bundle, in base64. */
public final class BundleSignature {

    private static final String ALGORITHM = "Ed25519";
    private static final int SIGNATURE_BYTES = 64;
    private static final int MAX_TEXT = 200;
    private static final Pattern PUBLIC_KEY =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,1000})-----END PUBLIC KEY-----\\s*");

    private BundleSignature() {}

    /**
     * Whether one of the keys made this signature of these bytes. Line breaks in the text do not matter. Never throws:
     * what cannot be read is no signature.
     */
    public static boolean verifies(byte[] bundle, String signature, List<PublicKey> keys) {
        if (signature.length() > MAX_TEXT) {
            return false;
        }
        byte[] signed;
        try {
            signed = Base64.getDecoder().decode(signature.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        return signed.length == SIGNATURE_BYTES && keys.stream().anyMatch(key -> verifies(bundle, signed, key));
    }

    private static boolean verifies(byte[] bundle, byte[] signed, PublicKey key) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(bundle);
            return check.verify(signed);
        } catch (GeneralSecurityException | RuntimeException none) {
            // A key of another kind, or bytes that are no point of the curve.
            return false;
        }
    }

    /**
     * Reads a public key as PEM ({@code -----BEGIN PUBLIC KEY-----}, X.509).
     *
     * @throws IllegalArgumentException when it is none of Ed25519
     */
    public static PublicKey publicKey(String pem) {
        Matcher framed = PUBLIC_KEY.matcher(pem);
        if (!framed.matches()) {
            throw new IllegalArgumentException("This is no public key in PEM: it must begin with"
                    + " -----BEGIN PUBLIC KEY----- and hold one key");
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(framed.group(1).replaceAll("\\s", ""));
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            if (key instanceof EdECPublicKey edwards
                    && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
                return key;
            }
            throw new IllegalArgumentException("This public key is not of Ed25519");
        } catch (GeneralSecurityException notOne) {
            throw new IllegalArgumentException("This public key is not of Ed25519", notOne);
        }
    }
}
