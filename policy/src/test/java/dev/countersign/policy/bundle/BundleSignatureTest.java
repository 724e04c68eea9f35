package dev.countersign.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who signed a bundle. */
class BundleSignatureTest {

    private static final byte[] BUNDLE = "a bundle".getBytes(StandardCharsets.UTF_8);

    @Test
    void verifiesWhatOneOfTheKeysSigned() throws Exception {
        KeyPair ours = pair("Ed25519");
        List<PublicKey> keys = List.of(pair("Ed25519").getPublic(), ours.getPublic());

        assertThat(BundleSignature.verifies(BUNDLE, signature(ours), keys)).isTrue();
        assertThat(BundleSignature.verifies(
                        BUNDLE,
                        "\n" + signature(ours).substring(0, 40) + "\r\n"
                                + signature(ours).substring(40) + "\n",
                        keys))
                .isTrue();
    }

    @Test
    void refusesOtherBytesOtherKeysAndNoKeys() throws Exception {
        KeyPair ours = pair("Ed25519");
        byte[] other = BUNDLE.clone();
        other[0] ^= 1;

        assertThat(BundleSignature.verifies(other, signature(ours), List.of(ours.getPublic())))
                .isFalse();
        assertThat(BundleSignature.verifies(
                        BUNDLE, signature(ours), List.of(pair("Ed25519").getPublic())))
                .isFalse();
        assertThat(BundleSignature.verifies(BUNDLE, signature(ours), List.of())).isFalse();
        assertThat(BundleSignature.verifies(
                        BUNDLE, signature(ours), List.of(pair("RSA").getPublic())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no base64", "AAAA", "äöü", "===="})
    void neverThrowsForWhatIsNoSignature(String text) throws Exception {
        List<PublicKey> keys = List.of(pair("Ed25519").getPublic());

        assertThat(BundleSignature.verifies(BUNDLE, text, keys)).isFalse();
        assertThat(BundleSignature.verifies(BUNDLE, Base64.getEncoder().encodeToString(new byte[64]), keys))
                .isFalse();
        assertThat(BundleSignature.verifies(BUNDLE, "A".repeat(1 << 20), keys)).isFalse();
    }

    @Test
    void keepsTheFirstVectorOfRfc8032() {
        // Given RFC 8032, 7.1, TEST 1: the empty message
        byte[] x509 = HexFormat.of()
                .parseHex("302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        String signed = Base64.getEncoder()
                .encodeToString(HexFormat.of()
                        .parseHex(
                                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                        + "d25bf5f0595bbe24655141438e7a100b"));

        // When
        PublicKey key = BundleSignature.publicKey(pem(x509));

        // Then
        assertThat(BundleSignature.verifies(new byte[0], signed, List.of(key))).isTrue();
    }

    @Test
    void readsKeysAsPemAndRefusesTheRest() throws Exception {
        PublicKey key = pair("Ed25519").getPublic();

        assertThat(BundleSignature.publicKey(pem(key.getEncoded()))).isEqualTo(key);
        for (String none : List.of(
                "",
                "-----BEGIN PUBLIC KEY-----",
                "hello",
                pem(new byte[10]),
                pem(pair("RSA").getPublic().getEncoded()),
                pem(pair("Ed448").getPublic().getEncoded()))) {
            assertThatThrownBy(() -> BundleSignature.publicKey(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
    }

    private static KeyPair pair(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static String signature(KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(BUNDLE);
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private static String pem(byte[] encoded) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {10}).encodeToString(encoded) + "\n-----END PUBLIC KEY-----\n";
    }
}
