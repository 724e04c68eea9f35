/** Mails to approvers: who is told of what, once, with a link and never with a button. */
@NullMarked
package dev.countersign.orchestrator.mail;

import org.jspecify.annotations.NullMarked;
