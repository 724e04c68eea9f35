package dev.countersign.sandbox.admin;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The records that an admin may change, and which of their columns. Names of tables and columns come only from here. */
enum RecordKind {
    ACCOUNT("account", "account_id", Set.of("name", "domain", "owner", "stage")),
    LEAD("lead", "lead_id", Set.of("email", "company", "status", "owner", "source")),
    OPPORTUNITY("opportunity", "opportunity_id", Set.of("account_id", "name", "stage", "amount", "stage_changed_at")),
    CONTACT("contact", "contact_id", Set.of("account_id", "email", "name")),
    SENDER("sender", "sender_id", Set.of("score"));

    final String table;
    final String id;
    final Set<String> columns;

    RecordKind(String table, String id, Set<String> columns) {
        this.table = table;
        this.id = id;
        this.columns = columns;
    }

    static Optional<RecordKind> named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.table.equals(name)).findFirst();
    }
}
