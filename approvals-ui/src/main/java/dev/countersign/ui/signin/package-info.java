/** How a person gets a session in the local stack: a single-use link that a button redeems. */
@NullMarked
package dev.countersign.ui.signin;

import org.jspecify.annotations.NullMarked;
