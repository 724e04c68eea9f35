/** Changing what would be sent before it is approved: the form, made of the tool's own JSON Schema, and its port. */
@NullMarked
package dev.countersign.ui.edit;

import org.jspecify.annotations.NullMarked;
