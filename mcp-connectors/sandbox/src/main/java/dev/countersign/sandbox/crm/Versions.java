package dev.countersign.sandbox.crm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Arguments;
import java.util.Optional;

/** The check that a record which the transaction has locked is there, and is the one that the caller saw. */
final class Versions {

    private Versions() {}

    static Optional<Refused> refusal(Optional<ObjectNode> locked, Arguments arguments, String what) {
        if (locked.isEmpty()) {
            return Optional.of(Refused.notFound(what));
        }
        int version = locked.get().required("version").intValue();
        int wanted = arguments.integer("if_version", version);
        return wanted == version ? Optional.empty() : Optional.of(Refused.versionConflict(version));
    }
}
