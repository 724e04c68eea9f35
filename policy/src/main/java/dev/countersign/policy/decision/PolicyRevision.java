package dev.countersign.policy.decision;

/** A revision's name, new at each activation and never used again, and the digests of the two things it names. */
public record PolicyRevision(String name, String rulesDigest, String dataDigest) {}
