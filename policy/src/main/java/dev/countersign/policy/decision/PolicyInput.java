package dev.countersign.policy.decision;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What policy is asked about, in the shape of the published schema {@code policy-input}: {@code phase, subject,
 * on_behalf_of, action, resource, run, record, facts, counters, now}. Not copied: do not change it afterwards.
 */
public record PolicyInput(ObjectNode json) {}
