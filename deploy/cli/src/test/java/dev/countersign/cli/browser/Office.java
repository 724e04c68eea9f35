package dev.countersign.cli.browser;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.api.ApiRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An ordinary day: what agents asked for, what people decided, and what went wrong. Seeded once, on the real stack. */
final class Office {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Customer, deal, amount. The ninth is a VIP. */
    private static final List<Deal> SLIPPED = List.of(
            new Deal("Quillworks", "Seats 2027", 18_400),
            new Deal("Northwind Traders", "Analytics add-on", 9_600),
            new Deal("Osprey Freight", "Fleet pilot", 27_500),
            new Deal("Lumen & Oak", "Renewal 2027", 31_200),
            new Deal("Pinecrest Schools", "Licences", 12_800),
            new Deal("Aurora Dental", "Starter", 4_300),
            new Deal("Kestrel Air", "Support upgrade", 22_000),
            new Deal("Mosaic Retail", "Stores wave 2", 46_900),
            new Deal("Tessera Health", "Expansion", 39_000),
            new Deal("Redwood Legal", "Seats", 7_700),
            new Deal("Basalt Mining", "Site licence", 33_400),
            new Deal("Hollis Print", "Renewal 2027", 5_900));

    private record Deal(String customer, String name, int amount) {}

    private final RealStack stack;
    private final JsonNode policyBefore;
    private final UUID bought;
    private int asked;

    final UUID move;
    final UUID mail;
    final UUID merge;
    final UUID contact;
    final UUID stale;
    final UUID done;
    final UUID undone;
    final UUID rejected;
    final UUID expired;
    final UUID unknown;

    Office(RealStack stack, Path folder) throws IOException {
        this.stack = stack;
        policyBefore = stack.policy();
        stack.apply(Files.writeString(folder.resolve("policy.yaml"), OfficeDocuments.POLICY));
        stack.apply(Files.writeString(folder.resolve("workflows.yaml"), OfficeDocuments.WORKFLOWS));
        String brief = stack.start("demo-expiry", Map.of("opportunity_id", "opp-50"));
        String halden = deal(new Deal("Halden Robotics", "Platform renewal", 82_000));
        // What was decided this morning.
        done = renewal("Kestrel Air", 71_000);
        undone = renewal("Pinecrest Schools", 58_200);
        UUID added = contact(halden, "Mira Olsen", "mira.olsen@halden.example");
        List.of(done, undone, added).forEach(id -> stack.decide("maya", id, "approve"));
        rejected = renewal("Marlow Studios", 52_600);
        stack.reject("maya", rejected, "WRONG_TIME", "They sign the frame contract first.");
        stack.systems().fault("email.send_email", "drop", "after");
        unknown = mail("piotr.zielak@basalt-mining.example", "Basalt Mining");
        stack.decide("lee", unknown, "approve");
        stack.decide("noor", lookup("company-lookup", "Glenmore Spirits", 0.6), "approve");
        stack.reject("noor", lookup("company-lookup", "Larkspur Media", 0.6), "WRONG_RECORD", "That is the holding.");
        // What waits now.
        mail = mail("ingrid.solheim@fjordline.example", "Fjordline Logistics");
        merge = stack.ask("account-care", Map.of("account_id", "acc-39", "into", "acc-10"));
        stack.decide("lee", merge, "approve");
        move = stack.ask("renewals", Map.of("opportunity_id", halden, "account_id", account(halden)));
        contact = contact(halden, "Jonas Weber", "jonas.weber@halden.example");
        List<String> slipped = SLIPPED.stream().map(this::deal).toList();
        stack.change("account", account(slipped.get(8)), Map.of("stage", "vip"));
        stack.asked(stack.start("forecast", Map.of("ids", slipped.subList(0, 6))), 6);
        stack.asked(stack.start("forecast", Map.of("ids", slipped.subList(6, 12))), 6);
        bought = lookup("icp-research", "Jessamine Health", 0.9);
        stack.ask("lead-care", Map.of("lead_id", "lead-24"));
        stale = stale();
        // What takes its time.
        stack.awaitCall(undone, "succeeded");
        stack.as("maya")
                .post(
                        "/api/approvals/" + undone + "/undo",
                        JSON.createObjectNode()
                                .put(
                                        "digest",
                                        stack.approval(undone).path("digest").asText()));
        stack.awaitCall(done, "succeeded");
        stack.awaitCall(added, "succeeded");
        stack.awaitCall(unknown, "outcome_unknown");
        expired = await().atMost(Duration.ofSeconds(30))
                .until(() -> stack.first("expired", brief), Optional::isPresent)
                .orElseThrow();
    }

    // ---- what agents ask for ----------------------------------------------------------------------------------------

    private UUID renewal(String customer, int amount) {
        String deal = deal(new Deal(customer, "Platform renewal", amount));
        return stack.ask("renewals", Map.of("opportunity_id", deal, "account_id", account(deal)));
    }

    private UUID contact(String deal, String name, String email) {
        return stack.ask("inbound-router", Map.of("account_id", account(deal), "name", name, "email", email));
    }

    private UUID stale() {
        String deal = deal(new Deal("Brightwater Energy", "Platform renewal", 82_000));
        UUID id = stack.ask("renewals", Map.of("opportunity_id", deal, "account_id", account(deal)));
        stack.change("opportunity", deal, Map.of("amount", 64_000));
        assertThatThrownBy(() -> stack.decide("lee", id, "approve")).isInstanceOf(ApiRefused.class);
        return id;
    }

    private UUID mail(String to, String name) {
        return stack.ask("outbound", Map.of("to", to, "name", name));
    }

    /** One more first mail, to a company that nobody wrote to yet. */
    UUID freshMail() {
        asked++;
        return mail("anna.holm@kontor-" + asked + ".example", "Kontor Nord");
    }

    private UUID lookup(String workflow, String company, double price) {
        return stack.ask(workflow, Map.of("name", company, "price", price));
    }

    /** One more account whose region has changed. */
    UUID territory(String customer) {
        String account = account(deal(new Deal(customer, "Pilot", 8_000)));
        return stack.ask("territories", Map.of("account_id", account, "owner", "lee"));
    }

    /** The id of a deal whose customer called yesterday. */
    private String deal(Deal deal) {
        String id = stack.opportunities(1).getFirst();
        stack.change("opportunity", id, Map.of("name", deal.customer() + " – " + deal.name(), "amount", deal.amount()));
        stack.change("account", account(id), Map.of("name", deal.customer()));
        return id;
    }

    private String account(String deal) {
        return stack.record("opportunity", deal).path("account_id").asText();
    }

    /** Tells the others that somebody is on the purchase; that lapses after two minutes. */
    void claim(String person) {
        stack.as(person).put("/api/approvals/" + bought + "/claim", JSON.createObjectNode(), Map.of());
    }

    // ---- what an operator does --------------------------------------------------------------------------------------

    /** Stops all mails, with one that was approved already. */
    void freezeMails() {
        UUID waiting = freshMail();
        stack.as("omar")
                .post(
                        "/api/freezes",
                        JSON.valueToTree(Map.of(
                                "scope",
                                Map.of("kind", "tool", "id", "email.send_email"),
                                "reason",
                                "Bounce rate over 5 %.")));
        stack.decide("lee", waiting, "approve");
    }

    void release() {
        List<String> frozen = new ArrayList<>();
        for (String state : List.of("requested", "confirmed")) {
            stack.as("omar")
                    .get("/api/freezes?state=" + state)
                    .path("items")
                    .forEach(freeze -> frozen.add(freeze.path("id").asText()));
        }
        frozen.forEach(id -> stack.as("omar").delete("/api/freezes/" + id));
    }

    /** Says that the mail of which nobody knew was not sent: it has failed. */
    void notSent() {
        JsonNode call = stack.call(unknown);
        if (call.path("state").asText().equals("outcome_unknown")) {
            stack.as("omar")
                    .post(
                            "/api/calls/" + call.path("id").asText() + "/resolution",
                            JSON.createObjectNode()
                                    .put("outcome", "not_executed")
                                    .put("note", "Not in the outbox."));
        }
    }

    /** Leaves inbox and policy as they were, for the other tests on this stack. */
    void close() {
        release();
        notSent();
        stack.as("maya")
                .all("/api/approvals", Map.of("state", "pending"))
                .forEach(waiting -> stack.reject(
                        "maya", UUID.fromString(waiting.path("id").asText()), "WRONG_TIME", "The day is over."));
        stack.activate(policyBefore);
    }
}
