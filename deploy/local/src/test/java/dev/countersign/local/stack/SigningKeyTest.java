package dev.countersign.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    Path folder;

    private static byte[] decoded(Path pem) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(pem).replaceAll("-----[A-Z ]+-----", ""));
    }

    @Test
    void whatOneHalfSignsTheOtherVerifies() throws IOException, GeneralSecurityException {
        // Given
        SigningKey key = SigningKey.openOrCreate(new StackFolder(folder));
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        Signature signing = Signature.getInstance("Ed25519");
        signing.initSign(factory.generatePrivate(new PKCS8EncodedKeySpec(decoded(key.privateKey()))));
        signing.update(new byte[] {1, 2, 3});
        byte[] signature = signing.sign();
        // When
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(factory.generatePublic(new X509EncodedKeySpec(decoded(key.publicKey()))));
        verifying.update(new byte[] {1, 2, 3});
        // Then
        assertThat(verifying.verify(signature)).isTrue();
    }

    @Test
    void isMadeOnceAndReadByItsOwnerOnly() throws IOException {
        // Given
        StackFolder data = new StackFolder(folder);
        SigningKey first = SigningKey.openOrCreate(data);
        byte[] before = Files.readAllBytes(first.privateKey());
        // When
        SigningKey second = SigningKey.openOrCreate(data);
        // Then
        assertThat(Files.readAllBytes(second.privateKey())).isEqualTo(before);
        assertThat(first.privateKey()).isEqualTo(folder.resolve("keys/policy-signing.pem"));
        assertThat(first.publicKey()).isEqualTo(folder.resolve("keys/policy-signing.pub.pem"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.privateKey())))
                .isEqualTo("rw-------");
    }

    @Test
    void halfAPairIsMadeAnew() throws IOException {
        // Given
        StackFolder data = new StackFolder(folder);
        SigningKey key = SigningKey.openOrCreate(data);
        byte[] lost = Files.readAllBytes(key.privateKey());
        Files.delete(key.publicKey());
        // When
        SigningKey.openOrCreate(data);
        // Then
        assertThat(Files.readAllBytes(key.privateKey())).isNotEqualTo(lost);
        assertThat(key.publicKey()).exists();
    }
}
