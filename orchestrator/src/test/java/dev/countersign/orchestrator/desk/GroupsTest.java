package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "crm.update_opportunity_stage, opportunity:opp-1 account:acc-1, opportunity",
                "crm.update_owner, account:acc-1, account",
                "crm.merge_accounts, account:acc-1 into:acc-2, -",
                "crm.create_task, opportunity:opp-1 lead:lead-1, -",
                "email.send_email, domain:acme.example, -",
                "crm.create_contact, account:acc-1 domain:acme.example, account"
            })
    void kindIsSaidOnlyWhereThereIsOne(String tool, String refs, String kind) {
        assertThat(Groups.kind(tool, List.of(refs.split(" ")))).isEqualTo(kind);
    }
}
