package dev.countersign.cli.freeze;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiRefused;
import java.util.function.Supplier;

/** Asks for what only an operator may, and says who that is where somebody else did. */
final class Operator {
    private Operator() {}

    static <T> T asks(Supplier<T> request) {
        try {
            return request.get();
        } catch (ApiRefused refused) {
            if (refused.status() != 403) {
                throw refused;
            }
            throw new Failure(ExitCode.REFUSED, refused.sentence() + " In the local stack that is omar: --as omar");
        }
    }
}
