package dev.countersign.cli.docs;

import java.nio.file.Path;
import java.util.List;

/** A page whose commands are run by a test, word for word. */
public final class Guide {
    private Guide() {}

    /**
     * The commands of a page's shell blocks in their order, as words without the program.
     *
     * @param first only those whose first word this is
     */
    public static List<List<String>> commands(Path page, String first) {
        return Page.read(page).blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.text().lines())
                .filter(line -> line.startsWith("./countersign "))
                .map(ShellWords::of)
                .map(words -> words.subList(1, words.size()))
                .filter(words -> words.getFirst().equals(first))
                .toList();
    }
}
