/** The card: the document that a person sees, that is stored, and whose bound part is hashed (M23). */
@NullMarked
package dev.countersign.ui.card;

import org.jspecify.annotations.NullMarked;
