package dev.countersign.sandbox.crm;

import dev.countersign.sandbox.tool.Handler;
import dev.countersign.sandbox.tool.SystemOfRecord;
import jakarta.inject.Singleton;
import java.util.Map;

/** The CRM's tools and who does their work. */
@Singleton
class Crm implements SystemOfRecord {

    @Override
    public String connector() {
        return "crm";
    }

    @Override
    public Map<String, Handler> handlers() {
        return Map.ofEntries(
                Map.entry("get_lead", Leads::get),
                Map.entry("create_lead", Leads::create),
                Map.entry("update_lead_status", Leads::updateStatus),
                Map.entry("delete_lead", Leads::delete),
                Map.entry("search_accounts", Accounts::search),
                Map.entry("get_account", Accounts::get),
                Map.entry("create_contact", Accounts::createContact),
                Map.entry("update_owner", Accounts::updateOwner),
                Map.entry("merge_accounts", Accounts::merge),
                Map.entry("get_open_opportunities", Opportunities::open),
                Map.entry("update_opportunity_stage", Opportunities::updateStage),
                Map.entry("get_recent_activity", Activities::recent),
                Map.entry("log_activity", Activities::log),
                Map.entry("create_task", Activities::createTask));
    }
}
