package dev.countersign.cli.docs;

import dev.countersign.cli.Countersign;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page of all commands, made of what they say about themselves. */
final class CommandsPage {
    private static final int WIDTH = 100;

    private CommandsPage() {}

    static String text() {
        StringBuilder page = new StringBuilder("""
                # Commands

                Generated from the command line's own help; `DocsTest` compares it and writes it anew when the system property
                `countersign.docs.write` is true. Exit codes: 0 ok · 1 a check failed · 2 usage, not installed, or not yet · 3 stack
                not reachable · 4 refused · 5 timed out.
                """);
        add(page, Countersign.commandLine());
        return page.toString();
    }

    private static void add(StringBuilder page, CommandLine command) {
        command.setUsageHelpWidth(WIDTH);
        page.append("\n## ").append(command.getCommandSpec().qualifiedName(" ")).append("\n\n```text\n");
        page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
        command.getSubcommands().values().forEach(below -> add(page, below));
    }
}
