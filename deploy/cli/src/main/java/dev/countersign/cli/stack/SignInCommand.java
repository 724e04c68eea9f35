package dev.countersign.cli.stack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a link with which a person of the local stack signs in once. */
@Command(name = "sign-in", description = "Print a fresh sign-in link for a person.", mixinStandardHelpOptions = true)
public final class SignInCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "PERSON", description = "maya, lee, noor, dana or omar")
    String person = "";

    @Override
    public Integer call() {
        String link = StackView.signInLink(common.folder(), person);
        if (common.json()) {
            common.printJson(JsonNodeFactory.instance.objectNode().put("sign_in_url", link));
        } else {
            common.print(link);
        }
        return ExitCode.OK;
    }
}
