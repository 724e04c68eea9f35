package dev.countersign.policy.decision;

/** A revision's name, new at each activation and never used again, and the digests of the two things it names. */
public record PolicyRevision(String name, String rulesDigest, String dataDigest) {

    /**
     * What a bundle for an OPA server is marked with, and what the server repeats with each answer. It says which rules
     * and data decided; two revisions with the same rules and data share it, because they decide the same.
     */
    public String mark() {
        return rulesDigest + "/" + dataDigest;
    }
}
