package dev.countersign.sandbox.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The shape of every list that a tool answers: how many, and which. */
public final class Listing {

    private Listing() {}

    public static ObjectNode of(List<ObjectNode> items) {
        var listing = JsonNodeFactory.instance.objectNode().put("returned", items.size());
        listing.putArray("items").addAll(items);
        return listing;
    }
}
