/** The page of an empty inbox: what ran today without this person, and what to look over. */
@NullMarked
package dev.countersign.ui.day;

import org.jspecify.annotations.NullMarked;
