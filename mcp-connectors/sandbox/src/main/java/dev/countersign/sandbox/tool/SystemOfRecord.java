package dev.countersign.sandbox.tool;

import java.util.Map;

/** One sample system: its connector id, and a handler for each tool in its table of tools. */
public interface SystemOfRecord {

    String connector();

    /** By the server's own tool name. */
    Map<String, Handler> handlers();
}
