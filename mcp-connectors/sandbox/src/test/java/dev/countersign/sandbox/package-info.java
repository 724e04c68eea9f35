/** Tests over HTTP against the running sandbox, with its own Postgres. */
package dev.countersign.sandbox;
