package dev.countersign.orchestrator.guardrail;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M2: data classes. A workflow reads what it is declared for; regulated data never reach the model of another. */
@QuarkusTest
class DataClassTest extends Guarded {

    @ParameterizedTest
    @CsvSource({
        "public,       warehouse.v_contacts_current, '{account_id: acc-1}',  confidential-data",
        "internal,     warehouse.v_contacts_current, '{account_id: acc-1}',  confidential-data",
        "confidential, warehouse.v_contacts_current, '{account_id: acc-1}',  ''",
        "regulated,    warehouse.v_contacts_current, '{account_id: acc-1}',  ''",
        "internal,     erp.get_supplier,             '{supplier_id: s-1}',   confidential-data",
        "confidential, erp.get_supplier,             '{supplier_id: s-1}',   regulated-data",
        "regulated,    erp.get_supplier,             '{supplier_id: s-1}',   ''",
        "internal,     crm.get_account,              '{account_id: acc-1}',  ''"
    })
    void m2DataOfAClassReachOnlyWorkflowsThatAreDeclaredForIt(
            String declared, String tool, String arguments, String deniedBy) {
        // When
        JsonNode call = callOf("data_class: " + declared + "\nstage: read_only", tool, arguments);
        // Then
        if (deniedBy.isEmpty()) {
            assertSent(call);
        } else {
            assertDenied(call, deniedBy);
        }
    }
}
