/** The mails of a local stack, on a page. */
@NullMarked
package dev.countersign.ui.mail;

import org.jspecify.annotations.NullMarked;
