package dev.countersign.cli.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures of the pages that the documentation shows. They go to {@code target/screens}, so that a test run changes no
 * committed file; with {@code COUNTERSIGN_SCREENS=docs} they go to {@code docs/screens}, and with {@code all} there are
 * pictures of every state, in {@code target/screens}.
 */
final class Screens {
    /** Without the scheme. */
    private static final Set<String> SHOWN = Set.of(
            "inbox",
            "card-t2",
            "card-t3",
            "stale",
            "hold",
            "batch",
            "run",
            "empty",
            "unknown",
            "freeze",
            "phone-list",
            "phone",
            "policy");

    private final Path repository = Path.of(System.getProperty("countersign.repository"));

    private final String wish = Objects.requireNonNullElse(System.getenv("COUNTERSIGN_SCREENS"), "");

    void take(Page page, String name) {
        boolean shown = SHOWN.contains(name.replaceAll("-(light|dark)$", ""));
        if (!shown && !wish.equals("all")) {
            return;
        }
        boolean kept = shown && wish.equals("docs");
        byte[] taken = page.screenshot(new Page.ScreenshotOptions()
                .setAnimations(name.startsWith("hold") ? ScreenshotAnimations.ALLOW : ScreenshotAnimations.DISABLED)
                .setCaret(ScreenshotCaret.HIDE));
        try {
            Path folder = repository.resolve(kept ? "docs/screens" : "deploy/cli/target/screens");
            Path file = Files.createDirectories(folder).resolve(name + ".png");
            if (kept) {
                pack(ImageIO.read(new ByteArrayInputStream(taken)), file);
            } else {
                Files.write(file, taken);
            }
        } catch (IOException e) {
            throw new IllegalStateException("No picture of " + name, e);
        }
    }

    /** Packed as tightly as PNG can; the browser packs for speed. */
    private static void pack(BufferedImage image, Path file) throws IOException {
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(image, 0, 0, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam packing = writer.getDefaultWriteParam();
        packing.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        packing.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque, null, null), packing);
        } finally {
            writer.dispose();
        }
    }
}
