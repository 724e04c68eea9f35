/** Child processes of the launcher: how one is started, watched, started again and stopped. */
@NullMarked
package dev.countersign.local.process;

import org.jspecify.annotations.NullMarked;
