package dev.countersign.orchestrator.workflow;

import dev.countersign.orchestrator.transition.VersionKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A stored version of a workflow document. Never changed once it is there. */
@Entity
@Immutable
@Table(name = "workflow_version")
@IdClass(VersionKey.class)
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
}
