package dev.countersign.policy.document;

/**
 * One thing that is wrong with a document, for a person.
 *
 * @param pointer where, as a JSON Pointer, or {@code line:column} when the text could not be read at all
 * @param value what is there, in words or as JSON, shortened
 * @param fix what to do about it, as a sentence
 */
public record Problem(String pointer, String value, String fix) {}
