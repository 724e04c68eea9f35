package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.awake;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person changes an amount, real policy asks for more because of it, and the real system gets what was approved. */
class EditInBrowserTest extends InBrowser {
    private static final String DOCUMENTS = """
        kind: PolicyData
        guards:
        - {id: dear-lookup, tools: [enrichment.enrich_company], when: [{value: "run:/workflow/id", op: eq, to: lookup-to-edit}, {value: price, op: gt, to: 3}], mode: require_approval, tier: T2, groups: [finance], title: Dear lookup, because: "Costs up to ${price}"}
        ---
        kind: Workflow
        id: lookup-to-edit
        version: 1
        input_schema: {type: object, required: [price], properties: {price: {type: number}}}
        tools: [{name: enrichment.enrich_company}]
        stage: approvals
        groups: [finance]
        model:
          kind: scripted
          turns:
          - calls: [{id: bought, tool: enrichment.enrich_company, arguments: {name: Acme, max_price: "${input.price}"}}]
          - say: "Bought for at most ${bought.executed_arguments.max_price}."
        """;

    @BeforeAll
    static void register(@TempDir Path folder) throws IOException {
        stack.apply(Files.writeString(folder.resolve("edit.yaml"), DOCUMENTS));
    }

    @Test
    void editThatRaisesTheTierSaysSoAndRunsAsEdited() {
        UUID id = stack.ask("lookup-to-edit", Map.of("price", 1));
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.card("noor", id);
            page.keyboard().press("e");
            page.getByLabel("Max price").fill("4");
            page.keyboard().press("Enter");

            assertThat(page.locator("[data-rose]")).containsText("Tier rose from T1 to T2 because of “Dear lookup”");
            assertThat(page.locator(".edited-by")).hasText("Edited by Noor Haddad");
            awake(page);
            page.keyboard().press("a");
            assertThat(page.locator(row(id))).containsText("Approved by Noor Haddad");
            stack.awaitCall(id, "succeeded");
            assertThat(stack.call(id).at("/arguments/max_price").asInt()).isEqualTo(4);
            assertThat(stack.call(id).at("/proposed_arguments/max_price").asInt())
                    .isEqualTo(1);
            windows.expectNoComplaints();
        }
    }
}
