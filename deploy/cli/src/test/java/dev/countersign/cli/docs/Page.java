package dev.countersign.cli.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown page of the repository, split into prose and fenced blocks. */
record Page(Path file, String prose, List<Block> blocks) {
    private static final Set<String> PASSED_OVER = Set.of("target", "node_modules");
    private static final Pattern FENCE = Pattern.compile("^\\s*```\\s*([a-z]*)\\s*$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+?)\\s*$", Pattern.MULTILINE);

    /** @param language what stands behind the fence, empty when nothing does */
    record Block(String language, String text) {}

    /** All pages, in the order of their names. */
    static List<Page> all(Path repository) {
        return files(repository, ".md").stream().map(Page::read).toList();
    }

    /** Files of ours whose names end so; what builds and stacks leave behind is not walked. */
    static List<Path> files(Path repository, String ending) {
        try {
            List<Path> found = new ArrayList<>();
            Files.walkFileTree(repository, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    boolean ours = folder.equals(repository) || !(name.startsWith(".") || PASSED_OVER.contains(name));
                    return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            found.sort(Comparator.naturalOrder());
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page read(Path file) {
        try {
            StringBuilder prose = new StringBuilder();
            List<Block> blocks = new ArrayList<>();
            String language = null;
            StringBuilder block = new StringBuilder();
            for (String line : Files.readAllLines(file)) {
                Matcher fence = FENCE.matcher(line);
                if (!fence.matches()) {
                    (language == null ? prose : block).append(line).append('\n');
                } else if (language == null) {
                    language = fence.group(1);
                    block.setLength(0);
                } else {
                    blocks.add(new Block(language, block.toString().stripIndent()));
                    language = null;
                }
            }
            return new Page(file, prose.toString(), List.copyOf(blocks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Targets of links and pictures, as they are written. */
    List<String> links() {
        String plain = prose.replaceAll("`[^`\n]*`", "");
        return LINK.matcher(plain).results().map(match -> match.group(1)).toList();
    }

    /** The anchors that the forge makes of headings. */
    Set<String> anchors() {
        Set<String> anchors = new TreeSet<>();
        HEADING.matcher(prose).results().forEach(match -> anchors.add(anchor(match.group(1))));
        return anchors;
    }

    private static String anchor(String heading) {
        String text = heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT);
        return text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }
}
