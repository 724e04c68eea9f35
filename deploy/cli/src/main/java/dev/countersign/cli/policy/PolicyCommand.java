package dev.countersign.cli.policy;

import picocli.CommandLine.Command;

/** The commands about policy. */
@Command(
        name = "policy",
        description = "Ask the policy, test it, and change it: build, replay, shadow, activate, roll back.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyTestCommand.class,
            ExplainCommand.class,
            BuildCommand.class,
            ReplayCommand.class,
            ShadowCommand.class,
            ActivateCommand.class,
            RollbackCommand.class,
            RevisionsCommand.class
        })
public final class PolicyCommand {}
