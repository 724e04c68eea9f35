/**
 * What all pages share: the frame around them, who may load them, the headers that keep them safe, and the value types
 * that turn foreign text and instants into something a page can show.
 */
@NullMarked
package dev.countersign.ui.page;

import org.jspecify.annotations.NullMarked;
