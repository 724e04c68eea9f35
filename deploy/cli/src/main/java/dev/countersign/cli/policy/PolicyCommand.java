package dev.countersign.cli.policy;

import picocli.CommandLine.Command;

/** The commands about policy. */
@Command(
        name = "policy",
        description = "Ask the policy, and test it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyTestCommand.class,
            ExplainCommand.class,
            NotYetCommand.Replay.class,
            NotYetCommand.Shadow.class,
            NotYetCommand.Activate.class,
            NotYetCommand.Rollback.class
        })
public final class PolicyCommand {}
