package dev.countersign.cli.browser;

/** Scripted workflows that each leave one call in the inbox. */
final class Workflows {
    static final String ALL = """
            kind: Workflow
            id: territory-router
            version: 1
            instructions: Give an account to whoever works its region.
            input_schema: {type: object, required: [account_id, owner], properties: {account_id: {type: string}, owner: {type: string}}}
            tools: [{name: crm.update_owner}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - words: The account moved to the northern region on Monday.
                calls: [{id: owner, tool: crm.update_owner, arguments: {account_id: "${input.account_id}", owner: "${input.owner}"}}]
              - {when: {result: owner, pointer: /is_error, equals: true}, say: "Left as it was: ${owner.structured_content.reason.code}"}
              - say: "${owner.structured_content.owner} has it now."
            ---
            kind: Workflow
            id: account-hygiene
            version: 1
            instructions: Merge accounts that are the same company.
            input_schema: {type: object, required: [account_id, into], properties: {account_id: {type: string}, into: {type: string}}}
            tools: [{name: crm.merge_accounts}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - words: "Both have the same postal address, and the same two people answer. Assumes: address (CRM, today)."
                calls: [{id: merged, tool: crm.merge_accounts, arguments: {account_id: "${input.account_id}", into_account_id: "${input.into}"}}]
              - say: "Looked at ${input.account_id}."
            ---
            kind: Workflow
            id: lead-hygiene
            version: 1
            instructions: Delete leads that are there twice.
            input_schema: {type: object, required: [lead_id], properties: {lead_id: {type: string}}}
            tools: [{name: crm.delete_lead}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls: [{id: deleted, tool: crm.delete_lead, arguments: {lead_id: "${input.lead_id}"}}]
              - say: "Looked at ${input.lead_id}."
            ---
            kind: Workflow
            id: contact-finder
            version: 1
            instructions: Add the people who matter.
            input_schema: {type: object, required: [name, email], properties: {name: {type: string}, email: {type: string}}}
            tools: [{name: crm.create_contact}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - words: He signed the last two orders.
                calls: [{id: made, tool: crm.create_contact, arguments: {account_id: acc-2, name: "${input.name}", email: "${input.email}"}}]
              - say: Added.
            ---
            kind: Workflow
            id: company-lookup
            version: 1
            instructions: Buy what we do not know about a company.
            input_schema: {type: object, required: [name, price], properties: {name: {type: string}, price: {type: number}}}
            tools: [{name: enrichment.enrich_company}]
            stage: approvals
            groups: [finance]
            model:
              kind: scripted
              turns:
              - words: Industry and headcount are missing, and the routing needs both.
                calls: [{id: bought, tool: enrichment.enrich_company, arguments: {name: "${input.name}", max_price: "${input.price}"}}]
              - say: Looked up ${input.name}.
            ---
            kind: Workflow
            id: stage-mover
            version: 1
            instructions: Move opportunities on whose customers have asked for a proposal.
            input_schema: {type: object, required: [ids], properties: {ids: {type: array, minItems: 5, maxItems: 5, items: {type: string}}}}
            tools: [{name: crm.update_opportunity_stage}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls:
                - {id: c0, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.ids.0}", stage: proposal}}
                - {id: c1, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.ids.1}", stage: proposal}}
                - {id: c2, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.ids.2}", stage: proposal}}
                - {id: c3, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.ids.3}", stage: proposal}}
                - {id: c4, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.ids.4}", stage: proposal}}
              - say: Moved on.
            ---
            kind: Workflow
            id: sdr-outbound
            version: 1
            instructions: Write the first e-mail.
            input_schema: {type: object, required: [to], properties: {to: {type: string}}}
            tools: [{name: crm.search_accounts}, {name: email.send_email}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls: [{id: known, tool: crm.search_accounts, arguments: {name: Fjordline Logistics, fields: [account_id, name], limit: 1}}]
              - words: Fjordline matches the profile and has just announced a hub in Oslo.
                calls:
                - id: sent
                  tool: email.send_email
                  arguments:
                    to: ["${input.to}"]
                    subject: "Oslo hub: customs paperwork before the January rules"
                    body: |
                      Hi Ingrid,

                      Congratulations on the new Oslo hub. From 1 January the pre-arrival rules apply to every pallet from the UK: about four hours of desk work a day.

                      We prepare the declarations from your booking data. Would 20 minutes on Thursday 26 November at 10:00 suit you?

                      Priya Nair
                      Unsubscribe: https://ostrava.example/u/8f2c
              - say: Written.
            """;

    /** A workflow that reassigns an account, and the guard that asks about it on terms of its own. */
    static String reassigning(String id, String terms) {
        return """
            kind: PolicyData
            guards:
            - {id: %1$s, tools: [crm.update_owner], when: [{value: "run:/workflow/id", op: eq, to: %1$s}], mode: require_approval, tier: T1, groups: [revops], %2$s, title: Reassign, because: "${before.owner} to ${arguments.owner}"}
            ---
            kind: Workflow
            id: %1$s
            version: 1
            input_schema: {type: object, required: [account_id, owner], properties: {account_id: {type: string}, owner: {type: string}}}
            tools: [{name: crm.update_owner}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls: [{id: owner, tool: crm.update_owner, arguments: {account_id: "${input.account_id}", owner: "${input.owner}"}}]
              - say: Looked at it.
            """.formatted(id, terms);
    }

    private Workflows() {}
}
