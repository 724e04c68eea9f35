package dev.countersign.mcp.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials.Resolution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    private Path folder;

    private Path secrets;
    private Credentials credentials;

    @BeforeEach
    void secretsFolder() throws Exception {
        secrets = Files.createDirectory(folder.resolve("secrets"));
        credentials =
                new Credentials(Environment.of(Map.of("COUNTERSIGN_SECRET_CRM", "s3cret", "HOME", "/home")), secrets);
    }

    @Test
    void readsOurVariablesOnly() {
        assertThat(credentials.resolve("env:COUNTERSIGN_SECRET_CRM"))
                .isInstanceOfSatisfying(
                        Resolution.Found.class,
                        found -> assertThat(found.secret().reveal()).isEqualTo("s3cret"));
        assertThat(credentials.resolve("env:HOME")).isInstanceOf(Resolution.Forbidden.class);
        assertThat(credentials.resolve("env:COUNTERSIGN_SECRET_GONE")).isInstanceOf(Resolution.Missing.class);
        assertThat(credentials.resolve("s3cret")).isInstanceOf(Resolution.Forbidden.class);
    }

    @Test
    void readsFilesBelowTheFolderOnly() throws Exception {
        Files.writeString(secrets.resolve("crm"), "from-file\n");
        Path outside = Files.writeString(folder.resolve("outside"), "no");
        Files.createSymbolicLink(secrets.resolve("link"), outside);

        assertThat(credentials.resolve("file:crm")).isInstanceOfSatisfying(Resolution.Found.class, found -> assertThat(
                        found.secret().reveal())
                .isEqualTo("from-file"));
        assertThat(credentials.resolve("file:../outside")).isInstanceOf(Resolution.Forbidden.class);
        assertThat(credentials.resolve("file:" + outside)).isInstanceOf(Resolution.Forbidden.class);
        assertThat(credentials.resolve("file:link")).isInstanceOf(Resolution.Forbidden.class);
        assertThat(credentials.resolve("file:gone")).isInstanceOf(Resolution.Missing.class);
        assertThat(new Credentials(Environment.of(Map.of()), null).resolve("file:crm"))
                .isInstanceOf(Resolution.Forbidden.class);
    }

    @Test
    void neverPrintsASecret() {
        assertThat(credentials.resolve("env:COUNTERSIGN_SECRET_CRM").toString()).doesNotContain("s3cret");
    }
}
