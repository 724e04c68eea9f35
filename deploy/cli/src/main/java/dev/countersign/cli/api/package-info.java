/** The REST API as any outsider sees it: where it is, as whom, and what a refusal says. */
@NullMarked
package dev.countersign.cli.api;

import org.jspecify.annotations.NullMarked;
