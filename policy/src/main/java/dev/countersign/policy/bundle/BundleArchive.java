package dev.countersign.policy.bundle;

import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files of a {@code tar.gz} that came from somebody else, in memory only. Nothing in it is trusted: sizes and counts
 * have bounds, names stay inside the archive, and whatever is no plain file or folder is refused.
 */
final class BundleArchive {

    static final int MAX_PACKED_BYTES = 8 << 20;
    static final int MAX_UNPACKED_BYTES = 32 << 20;
    static final int MAX_ENTRIES = 2000;
    private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL);
    private static final int MAX_NAME = 1000;
    private static final int NAME_SHOWN = 120;

    private BundleArchive() {}

    /**
     * The files by their path without a slash or {@code ./} in front.
     *
     * @throws DocumentInvalid when it is no archive or breaks a bound
     */
    static Map<String, byte[]> unpack(byte[] archive) {
        if (archive.length > MAX_PACKED_BYTES) {
            throw invalid("", archive.length + " bytes", "Make the bundle smaller: at most 8 MiB packed.");
        }
        // The bound is on what is unpacked, before the reader of the archive sees it: its own headers count too.
        try (InputStream unpacked = new Bounded(new GZIPInputStream(new ByteArrayInputStream(archive)));
                TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            return files(tar);
        } catch (TooMuch bomb) {
            throw invalid("", "more than 32 MiB", "Make the bundle smaller: at most 32 MiB unpacked.");
        } catch (IOException | IllegalArgumentException unreadable) {
            throw invalid(
                    "",
                    archive.length + " bytes",
                    "This is no whole tar.gz archive. Send the file that opa build --target wasm wrote, unchanged.");
        }
    }

    private static Map<String, byte[]> files(TarArchiveInputStream tar) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        int entries = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++entries > MAX_ENTRIES) {
                throw invalid("", "more than " + MAX_ENTRIES + " entries", "Put fewer files into the bundle.");
            }
            String name = name(entry.getName());
            if (entry.isDirectory()) {
                continue;
            }
            if (!PLAIN.contains(entry.getLinkFlag()) || entry.isSparse()) {
                throw invalid(
                        "/" + shown(name),
                        "a link or a device",
                        shown(name) + " is no plain file. Pack the file itself.");
            }
            if (!seen.add(name)) {
                throw invalid("/" + shown(name), "twice", shown(name) + " is in the bundle twice. Keep one of them.");
            }
            files.put(name, tar.readAllBytes());
        }
        if (entries == 0) {
            throw invalid("", "no entry", "The archive is empty. Send the file that opa build --target wasm wrote.");
        }
        return files;
    }

    private static String name(String written) {
        if (written.length() > MAX_NAME) {
            throw invalid(
                    "",
                    shown(written),
                    "Give the files of the bundle shorter paths: at most " + MAX_NAME + " characters.");
        }
        List<String> parts = new ArrayList<>();
        for (String part : Arrays.asList(written.split("[/\\\\]"))) {
            if (part.equals("..")) {
                throw invalid(
                        "", shown(written), shown(written) + " leads out of the archive. Pack the bundle without ..");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String name = String.join("/", parts);
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("", "a control character", "Name the files of the bundle without control characters.");
        }
        return name;
    }

    private static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= NAME_SHOWN ? printable : printable.substring(0, NAME_SHOWN) + "…";
    }

    private static DocumentInvalid invalid(String pointer, String value, String fix) {
        return new DocumentInvalid(new Problem(pointer, value, fix));
    }

    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Bounded extends InputStream {
        private final InputStream inner;
        private long left = MAX_UNPACKED_BYTES;

        Bounded(InputStream inner) {
            this.inner = inner;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = inner.read(into, from, length);
            left -= Math.max(read, 0);
            if (left < 0) {
                throw new TooMuch();
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
