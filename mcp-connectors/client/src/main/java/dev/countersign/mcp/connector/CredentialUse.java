package dev.countersign.mcp.connector;

/**
 * Which secret goes where.
 *
 * @param ref {@code env:COUNTERSIGN_SECRET_…} or {@code file:…}
 */
public record CredentialUse(String ref, As as) {

    /** How the secret travels. */
    public sealed interface As {
        /** {@code Authorization: Bearer …} */
        record Bearer() implements As {}

        record Header(String name) implements As {}
    }
}
