/** What keeps the documentation true. */
@NullMarked
package dev.countersign.cli.docs;

import org.jspecify.annotations.NullMarked;
