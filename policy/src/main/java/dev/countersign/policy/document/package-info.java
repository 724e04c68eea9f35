/**
 * Documents as people write them: YAML 1.2 or JSON, several in one file, read strictly and without surprises.
 */
@NullMarked
package dev.countersign.policy.document;

import org.jspecify.annotations.NullMarked;
