/** What is in force, why a call would be stopped, and what changed when: the page for those who write policy. */
@NullMarked
package dev.countersign.ui.policy;

import org.jspecify.annotations.NullMarked;
