/** The sample calendar: free half hours and meetings. */
@NullMarked
package dev.countersign.sandbox.calendar;

import org.jspecify.annotations.NullMarked;
