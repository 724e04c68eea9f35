package dev.countersign.orchestrator.transition;

import java.io.Serializable;
import java.util.Objects;

/** Id and version together: the key of a document that never changes. */
public final class VersionKey implements Serializable {
    private static final long serialVersionUID = 1L;

    private String id = "";
    private int version;

    /** For Hibernate. */
    public VersionKey() {}

    public VersionKey(String id, int version) {
        this.id = id;
        this.version = version;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionKey key && key.id.equals(id) && key.version == version;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, version);
    }
}
