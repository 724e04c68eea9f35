package dev.countersign.cli.freeze;

import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lifts a freeze. */
@Command(
        name = "unfreeze",
        description = "Lift a freeze; policy is asked again for each call that waited. An operator may.",
        mixinStandardHelpOptions = true)
public final class UnfreezeCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID")
    String id = "";

    @Override
    public Integer call() {
        String path = "/api/freezes/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        Operator.asks(() -> common.api().delete(path));
        if (common.json()) {
            common.printJson(common.api().get(path));
        } else {
            common.print("lifted");
        }
        return ExitCode.OK;
    }
}
