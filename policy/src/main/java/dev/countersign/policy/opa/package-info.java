/**
 * The engines that evaluate Rego, and the only place that knows OPA's JSON. What an engine answers is checked against a schema before it becomes a {@link dev.countersign.policy.decision.Decision}; anything else is indeterminate.
 */
@NullMarked
package dev.countersign.policy.opa;

import org.jspecify.annotations.NullMarked;
