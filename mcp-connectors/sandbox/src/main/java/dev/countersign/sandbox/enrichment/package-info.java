/** The sample provider of company data, which takes money for each answer. */
@NullMarked
package dev.countersign.sandbox.enrichment;

import org.jspecify.annotations.NullMarked;
