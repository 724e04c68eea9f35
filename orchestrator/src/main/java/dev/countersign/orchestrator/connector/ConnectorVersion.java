package dev.countersign.orchestrator.connector;

import dev.countersign.orchestrator.transition.VersionKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A stored version of a connector document. Never changed once it is there. */
@Entity
@Immutable
@Table(name = "connector_version")
@IdClass(VersionKey.class)
class ConnectorVersion {
    @Id
    String id = "";

    @Id
    int version;

    String document = "";
    String digest = "";
    String descriptors = "";

    @Column(name = "registered_by")
    String registeredBy = "";

    protected ConnectorVersion() {}

    ConnectorVersion(String id, int version, String document, String digest, String descriptors, String registeredBy) {
        this.id = id;
        this.version = version;
        this.document = document;
        this.digest = digest;
        this.descriptors = descriptors;
        this.registeredBy = registeredBy;
    }
}
