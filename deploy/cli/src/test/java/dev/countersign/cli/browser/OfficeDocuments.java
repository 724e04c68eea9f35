package dev.countersign.cli.browser;

/** The agents of an ordinary office, and how long policy lets their questions wait. */
final class OfficeDocuments {
    static final String POLICY = """
            kind: PolicyData
            tools:
              crm.update_opportunity_stage: {mode: require_approval, tier: T1, groups: [revops], ttl: PT1H11M, hold: PT10S, title: Stage move, because: "Every stage move is confirmed: ${before.stage} to ${arguments.stage}"}
              crm.update_owner: {mode: require_approval, tier: T1, groups: [revops], ttl: PT53M, hold: PT40S, title: Owner change, because: "${before.owner} to ${arguments.owner}"}
              crm.create_contact: {mode: require_approval, tier: T1, groups: [revops], ttl: PT2H6M, hold: PT10S, title: New contact, because: "Contacts are confirmed: ${arguments.email}"}
              crm.merge_accounts: {mode: require_approval, tier: T3, groups: [revops], quorum: 2, ttl: PT27M, title: Merge, because: "Merging ${before.name} cannot be undone"}
              crm.delete_lead: {mode: require_approval, tier: T3, groups: [revops], quorum: 2, ttl: PT3H31M, title: Delete, because: "Deleting ${before.company} cannot be undone"}
            guards:
            - {id: new-domain, tools: [email.send_email], when: [{value: "fact:known_domain", op: eq, to: false}], mode: require_approval, tier: T2, groups: [revops], ttl: PT13M, hold: PT10S, title: First e-mail to a new domain, because: "Nobody has written to ${refs.domain} yet"}
            - {id: big-deal, tools: [crm.update_opportunity_stage], when: [{value: "record:/amount", op: gt, to: 50000}], mode: require_approval, tier: T1, groups: [revops], ttl: PT39M, hold: PT10S, title: Opportunity over 50k, because: "Amount is ${before.amount}; the limit is 50,000"}
            - {id: bought-data, tools: [enrichment.enrich_company], when: [{value: price, op: gt, to: 0.8}], mode: require_approval, tier: T2, groups: [revops], ttl: PT1H23M, hold: PT10S, title: Spend, because: "Costs up to ${price}; the limit is 0.80"}
            """;

    static final String WORKFLOWS = """
            kind: Workflow
            id: outbound
            version: 3
            instructions: Write the first e-mail to a company that matches the profile.
            input_schema: {type: object, required: [to, name], properties: {to: {type: string}, name: {type: string}}}
            tools: [{name: crm.search_accounts}, {name: email.send_email}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls: [{id: known, tool: crm.search_accounts, arguments: {name: "${input.name}", fields: [account_id, name], limit: 1}}]
              - words: "${input.name} matches the profile and has just announced a hub."
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
            ---
            kind: Workflow
            id: account-care
            version: 2
            instructions: Merge accounts that are the same company.
            input_schema: {type: object, required: [account_id, into], properties: {account_id: {type: string}, into: {type: string}}}
            tools: [{name: crm.get_account}, {name: crm.merge_accounts}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls: [{id: stays, tool: crm.get_account, arguments: {account_id: "${input.into}", fields: [account_id, name, owner]}}]
              - words: "Both have the same postal address, and the same two people answer."
                calls: [{id: merged, tool: crm.merge_accounts, arguments: {account_id: "${input.account_id}", into_account_id: "${input.into}"}}]
              - say: Merged.
            ---
            kind: Workflow
            id: renewals
            version: 7
            instructions: Keep the stage of a renewal at what was said in the last conversation.
            input_schema: {type: object, required: [opportunity_id, account_id], properties: {opportunity_id: {type: string}, account_id: {type: string}}}
            tools: [{name: crm.get_account}, {name: crm.get_recent_activity}, {name: crm.update_opportunity_stage}, {name: crm.create_task}]
            budgets: {steps: 20}
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls:
                - {id: account, tool: crm.get_account, arguments: {account_id: "${input.account_id}", fields: [account_id, name, owner, stage]}}
                - {id: said, tool: crm.get_recent_activity, arguments: {opportunity_id: "${input.opportunity_id}", limit: 3}}
              - words: The buyer asked for a proposal on the call, so this deal is past qualification.
                calls: [{id: stage, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.opportunity_id}", stage: proposal}}]
              - {when: {result: stage, pointer: /is_error, equals: true}, say: "Left as it was: ${stage.structured_content.reason.code}"}
              - calls: [{id: task, tool: crm.create_task, arguments: {subject: "Send ${account.structured_content.name} the proposal by Friday", opportunity_id: "${input.opportunity_id}"}}]
              - say: "Stage updated for ${account.structured_content.name}."
            ---
            kind: Workflow
            id: forecast
            version: 4
            instructions: Move opportunities on whose customers have asked for a proposal.
            input_schema: {type: object, required: [ids], properties: {ids: {type: array, minItems: 6, maxItems: 6, items: {type: string}}}}
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
                - {id: c5, tool: crm.update_opportunity_stage, arguments: {opportunity_id: "${input.ids.5}", stage: proposal}}
              - say: Moved on.
            ---
            kind: Workflow
            id: territories
            version: 5
            instructions: Give an account to whoever works its region.
            input_schema: {type: object, required: [account_id, owner], properties: {account_id: {type: string}, owner: {type: string}}}
            tools: [{name: crm.get_account}, {name: crm.update_owner}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - calls: [{id: account, tool: crm.get_account, arguments: {account_id: "${input.account_id}", fields: [account_id, name, owner]}}]
              - words: The billing country is Sweden, which belongs to the northern region since the October change.
                calls: [{id: owner, tool: crm.update_owner, arguments: {account_id: "${input.account_id}", owner: "${input.owner}"}}]
              - say: Looked at it.
            ---
            kind: Workflow
            id: icp-research
            version: 2
            instructions: Buy what we do not know about a company.
            input_schema: {type: object, required: [name, price], properties: {name: {type: string}, price: {type: number}}}
            tools: [{name: enrichment.enrich_company}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - words: Industry and headcount are missing, and the routing needs both.
                calls: [{id: bought, tool: enrichment.enrich_company, arguments: {name: "${input.name}", max_price: "${input.price}"}}]
              - say: Looked up.
            ---
            kind: Workflow
            id: inbound-router
            version: 9
            instructions: Add the people who matter.
            input_schema: {type: object, required: [account_id, name, email], properties: {account_id: {type: string}, name: {type: string}, email: {type: string}}}
            tools: [{name: crm.create_contact}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - words: He signed the last two orders.
                calls: [{id: made, tool: crm.create_contact, arguments: {account_id: "${input.account_id}", name: "${input.name}", email: "${input.email}"}}]
              - say: Added.
            ---
            kind: Workflow
            id: lead-care
            version: 1
            instructions: Delete leads that are there twice.
            input_schema: {type: object, required: [lead_id], properties: {lead_id: {type: string}}}
            tools: [{name: crm.delete_lead}]
            stage: approvals
            groups: [revops]
            model:
              kind: scripted
              turns:
              - words: The same address came in on Monday under the old name.
                calls: [{id: deleted, tool: crm.delete_lead, arguments: {lead_id: "${input.lead_id}"}}]
              - say: Looked at it.
            """;

    private OfficeDocuments() {}
}
