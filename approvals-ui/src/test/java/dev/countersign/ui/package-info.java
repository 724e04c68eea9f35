/** The pages as a browser and a plain client meet them. */
@NullMarked
package dev.countersign.ui;

import org.jspecify.annotations.NullMarked;
