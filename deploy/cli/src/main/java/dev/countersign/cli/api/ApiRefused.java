package dev.countersign.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.Serial;

/** The API said no, with a problem document. */
public final class ApiRefused extends Failure {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    ApiRefused(int status, JsonNode problem) {
        super(exitCode(status, problem), sentences(status, problem));
        this.status = status;
        this.code = problem.path("code").asText("");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    private static int exitCode(int status, JsonNode problem) {
        return status == 503 && problem.path("code").asText("UNAVAILABLE").equals("UNAVAILABLE")
                ? ExitCode.NOT_REACHABLE
                : ExitCode.REFUSED;
    }

    private static String sentences(int status, JsonNode problem) {
        String detail = problem.path("detail").asText(problem.path("title").asText("The API answered " + status + "."));
        StringBuilder text = new StringBuilder(detail);
        if (problem.hasNonNull("code")) {
            text.append(" (").append(problem.path("code").asText()).append(')');
        }
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ").append(error.path("pointer").asText("/"));
            if (error.hasNonNull("value")) {
                text.append(" = ").append(error.get("value"));
            }
            if (error.hasNonNull("fix")) {
                text.append(": ").append(error.get("fix").asText());
            }
        }
        return text.toString();
    }
}
