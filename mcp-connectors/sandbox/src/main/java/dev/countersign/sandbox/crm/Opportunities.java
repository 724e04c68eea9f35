package dev.countersign.sandbox.crm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Listing;
import java.sql.SQLException;

final class Opportunities {

    private Opportunities() {}

    static Answer open(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.optionalText("opportunity_id");
        var account = arguments.optionalText("account_id");
        var staleDays = arguments.integer("stale_days");
        // A closed record stays readable by its id, or nobody could look at it to open it again.
        var opportunities = sql.all(
                """
                select opportunity_id, account_id, name, stage, trim_scale(amount) as amount, version,
                  exists (select 1 from account a where a.account_id = opportunity.account_id and a.stage = 'vip') as vip
                from opportunity where (?::text is null or account_id = ?)
                  and (opportunity_id = ? or ?::text is null and stage not in ('won', 'lost'))
                  and (?::integer is null or stage_changed_at <= clock_timestamp() - make_interval(days => ?))
                order by stage_changed_at, opportunity_id limit ?""",
                account,
                account,
                id,
                id,
                staleDays.isPresent() ? staleDays.getAsInt() : null,
                staleDays.orElse(0),
                arguments.integer("limit", 10));
        return new Told(Listing.of(
                opportunities.stream().map(Opportunities::withNextStage).toList()));
    }

    static Answer updateStage(Arguments arguments, Sql sql) throws SQLException {
        var id = arguments.text("opportunity_id");
        var stage = Stage.named(arguments.text("stage"));
        if (stage.isEmpty()) {
            return Refused.because("UNKNOWN_STAGE", "There is no stage " + arguments.text("stage") + ".");
        }
        var opportunity = sql.one("select version from opportunity where opportunity_id = ? for update", id);
        var refusal = Versions.refusal(opportunity, arguments, "opportunity " + id);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return new Done(sql.row(
                "update opportunity set stage = ?, stage_changed_at = clock_timestamp(), version = version + 1"
                        + " where opportunity_id = ? returning opportunity_id, stage, version",
                stage.get().wire(),
                id));
    }

    /** Whether the account is a VIP is said only of those that are. */
    private static ObjectNode withNextStage(ObjectNode opportunity) {
        if (!opportunity.path("vip").asBoolean()) {
            opportunity.remove("vip");
        }
        var next = Stage.named(opportunity.required("stage").textValue()).flatMap(Stage::next);
        return opportunity.put("next_stage", next.map(Stage::wire).orElse(null));
    }
}
