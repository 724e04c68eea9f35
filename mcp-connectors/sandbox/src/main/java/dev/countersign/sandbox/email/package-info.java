/** The sample mail system: drafts, sent messages, and whom we have written to before. */
@NullMarked
package dev.countersign.sandbox.email;

import org.jspecify.annotations.NullMarked;
