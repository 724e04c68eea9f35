package dev.countersign.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    Path folder;

    @Test
    void signsWhatTheOtherHalfVerifies() {
        TestKey key = TestKey.in(folder);

        String signature = SigningKey.read(key.file()).sign(new byte[] {1, 2, 3});

        assertThat(key.signed(new byte[] {1, 2, 3}, signature)).isTrue();
        assertThat(key.signed(new byte[] {1, 2, 4}, signature)).isFalse();
    }

    @Test
    void whatIsMissingOrNoKeySaysSoAndShowsNothingOfIt() throws IOException {
        Path other = Files.writeString(folder.resolve("other.pem"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n");

        Failure missing = catchThrowableOfType(Failure.class, () -> SigningKey.read(folder.resolve("none.pem")));
        Failure wrong = catchThrowableOfType(Failure.class, () -> SigningKey.read(other));

        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.sentence()).contains("none.pem", "countersign up", "--key");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.sentence()).contains("other.pem", "openssl").doesNotContain("c2VjcmV0");
    }
}
