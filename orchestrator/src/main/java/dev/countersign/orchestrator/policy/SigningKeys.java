package dev.countersign.orchestrator.policy;

import dev.countersign.mcp.canonical.Digest;
import dev.countersign.policy.bundle.BundleSignature;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The public keys that may sign bundles. A key is known by its fingerprint, the digest of its X.509 form. */
@Singleton
class SigningKeys {
    private static final String PEM = "-----BEGIN";

    private final Map<String, PublicKey> keys = new LinkedHashMap<>();

    SigningKeys(PolicyConfig config) {
        for (String entry : config.signingKeys().orElse(List.of())) {
            String named = entry.strip();
            if (!named.isEmpty()) {
                PublicKey key = read(named);
                keys.put(Digest.of(key.getEncoded()).value(), key);
            }
        }
    }

    private static PublicKey read(String entry) {
        boolean inline = entry.startsWith(PEM);
        String what = inline ? "an inline key" : entry;
        try {
            return BundleSignature.publicKey(inline ? entry : Files.readString(Path.of(entry)));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalStateException(
                    "countersign.policy.signing-keys names " + what
                            + ", which cannot be read. Name a readable PEM file.",
                    unreadable);
        } catch (IllegalArgumentException none) {
            throw new IllegalStateException(
                    "countersign.policy.signing-keys names " + what
                            + ", which is no Ed25519 public key in PEM (-----BEGIN PUBLIC KEY-----).",
                    none);
        }
    }

    /**
     * The fingerprint of the key that signed these bytes.
     *
     * @throws DocumentInvalid when no key that may sign did; nothing of the bytes was looked at but their signature
     */
    String signer(byte[] bundle, String signature) {
        if (signature.isBlank()) {
            throw wrong("The bundle is not signed. Send its Ed25519 signature, in base64, as the part signature.");
        }
        for (Map.Entry<String, PublicKey> key : keys.entrySet()) {
            if (BundleSignature.verifies(bundle, signature.strip(), List.of(key.getValue()))) {
                return key.getKey();
            }
        }
        throw wrong(
                keys.isEmpty()
                        ? "No key may sign bundles here. Name the public keys in countersign.policy.signing-keys."
                        : "The signature was not made of these bytes by a key that may sign here ("
                                + String.join(", ", keys.keySet()) + "). Sign the file again and send it unchanged.");
    }

    private static DocumentInvalid wrong(String fix) {
        return new DocumentInvalid(new Problem("/signature", "", fix));
    }
}
