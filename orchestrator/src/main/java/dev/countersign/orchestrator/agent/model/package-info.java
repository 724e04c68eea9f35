/**
 * The language models by configuration, as LangChain4j low-level chat models: scripted and replay, which need no
 * network, OpenAI-compatible ones and Anthropic. A model remembers nothing between two requests: whatever it must know
 * stands in the messages, so that a journal read back after a crash goes on where it stopped.
 */
@NullMarked
package dev.countersign.orchestrator.agent.model;

import org.jspecify.annotations.NullMarked;
