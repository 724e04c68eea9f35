/** Mails to approvers. */
@NullMarked
package dev.countersign.orchestrator.mail;

import org.jspecify.annotations.NullMarked;
