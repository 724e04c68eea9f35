package dev.countersign.orchestrator.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.hibernate.annotations.Immutable;

/** A stored version of a workflow document. Never changed once it is there. */
@Entity
@Immutable
@Table(name = "workflow_version")
@IdClass(WorkflowVersion.Key.class)
class WorkflowVersion {
    @Id
    String id = "";

    @Id
    int version;

    String document = "";
    String digest = "";

    @Column(name = "registered_by")
    String registeredBy = "";

    protected WorkflowVersion() {}

    WorkflowVersion(String id, int version, String document, String digest, String registeredBy) {
        this.id = id;
        this.version = version;
        this.document = document;
        this.digest = digest;
        this.registeredBy = registeredBy;
    }

    /** Id and version together. */
    static final class Key implements Serializable {
        String id = "";
        int version;

        Key() {}

        Key(String id, int version) {
            this.id = id;
            this.version = version;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.id.equals(id) && key.version == version;
        }

        @Override
        public int hashCode() {
            return Objects.hash(id, version);
        }
    }
}
