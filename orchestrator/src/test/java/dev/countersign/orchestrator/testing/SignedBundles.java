package dev.countersign.orchestrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** Bundles as a company's developer makes them with {@code opa build}, and the key that may sign them. */
public final class SignedBundles {
    public static final List<String> ENTRY_POINTS =
            List.of("countersign/decide", "countersign/explain", "countersign/needs", "countersign/catalogue");

    /** The key that the test stack trusts; the product runs in this process and knows only its public half. */
    private static final KeyPair KEY = pair();

    private static final Path SHIPPED = Path.of("../policy/src/main/rego");

    private SignedBundles() {}

    private static KeyPair pair() {
        String kept = System.getProperty("countersign.test.signing-pair");
        try {
            if (kept == null) {
                KeyPair fresh = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                System.setProperty("countersign.test.signing-pair", text(fresh));
                return fresh;
            }
            String[] halves = kept.split(" ");
            var keys = java.security.KeyFactory.getInstance("Ed25519");
            var decoder = Base64.getDecoder();
            return new KeyPair(
                    keys.generatePublic(new java.security.spec.X509EncodedKeySpec(decoder.decode(halves[0]))),
                    keys.generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(decoder.decode(halves[1]))));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** The stack starts in one class loader and the tests run in another: both have to know the same key. */
    private static String text(KeyPair pair) {
        var encoder = Base64.getEncoder();
        return encoder.encodeToString(pair.getPublic().getEncoded()) + " "
                + encoder.encodeToString(pair.getPrivate().getEncoded());
    }

    /** The public half as the product's configuration takes it. */
    static String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    public static String sign(byte[] bundle) {
        return sign(bundle, KEY);
    }

    /** A signature by somebody whom nobody here trusts. */
    public static String signByAStranger(byte[] bundle) {
        try {
            return sign(bundle, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static String sign(byte[] bundle, KeyPair pair) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(bundle);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A rule of a company's own that lets nothing of a tool pass. */
    public static String rule(String name, String tool, String members) {
        return """
                package countersign.rules.%s

                mode := "deny"
                tools := ["%s"]
                passes := false
                %s
                """.formatted(name, tool, members);
    }

    /** The shipped rules with files beside them: {@code .rego} and {@code data.json} by their paths. */
    public static byte[] build(Map<String, String> beside) {
        return build(beside, ENTRY_POINTS);
    }

    public static byte[] build(Map<String, String> beside, List<String> entryPoints) {
        try {
            var files = new HashMap<>(beside);
            try (Stream<Path> shipped = Files.list(SHIPPED)) {
                for (Path file : shipped.toList()) {
                    files.put(file.getFileName().toString(), Files.readString(file));
                }
            }
            return opa(files, entryPoints);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A bundle of data and nothing else. */
    public static byte[] data(String json) {
        return opa(Map.of("data.json", json), List.of());
    }

    private static byte[] opa(Map<String, String> files, List<String> entryPoints) {
        try {
            Path folder = Files.createTempDirectory("countersign-bundle");
            Path sources = Files.createDirectory(folder.resolve("sources"));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(sources.resolve(file.getKey()), file.getValue());
            }
            Path archive = folder.resolve("bundle.tar.gz");
            var line = new ArrayList<>(List.of(command(), "build", "--bundle", "--output", archive.toString()));
            if (!entryPoints.isEmpty()) {
                line.addAll(List.of("--target", "wasm"));
            }
            entryPoints.forEach(entryPoint -> line.addAll(List.of("--entrypoint", entryPoint)));
            line.add(sources.toString());
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return Files.readAllBytes(archive);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The {@code opa} command. */
    public static String command() {
        String named = System.getenv("COUNTERSIGN_OPA");
        if (named != null && !named.isBlank()) {
            return named;
        }
        Path installed = Path.of("../.countersign/tools/opa").toAbsolutePath().normalize();
        if (Files.isExecutable(installed)) {
            return installed.toString();
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder, "opa"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> Assertions.fail("opa is not installed. Install it with: GOBIN=$PWD/.countersign/tools"
                        + " go install github.com/open-policy-agent/opa@v1.22.0"));
    }
}
