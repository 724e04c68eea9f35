/** Reading documents from files and registering them. */
@NullMarked
package dev.countersign.cli.registry;

import org.jspecify.annotations.NullMarked;
