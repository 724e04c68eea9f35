package dev.countersign.sandbox.enrichment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.database.Sql;
import dev.countersign.sandbox.tool.Answer;
import dev.countersign.sandbox.tool.Answer.Done;
import dev.countersign.sandbox.tool.Answer.Refused;
import dev.countersign.sandbox.tool.Answer.Told;
import dev.countersign.sandbox.tool.Arguments;
import dev.countersign.sandbox.tool.Handler;
import dev.countersign.sandbox.tool.SystemOfRecord;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;

/**
 * The provider's tools. It knows the sample companies; of any other it makes up synthetic figures, the same ones each
 * time, so that a demo with a fresh name works.
 */
@Singleton
class Enrichment implements SystemOfRecord {

    @Override
    public String connector() {
        return "enrichment";
    }

    @Override
    public Map<String, Handler> handlers() {
        return Map.of("get_price", Enrichment::price, "enrich_company", Enrichment::enrich);
    }

    private static Answer price(Arguments arguments, Sql sql) throws SQLException {
        return new Told(company(arguments, sql).retain("company", "domain", "price"));
    }

    private static Answer enrich(Arguments arguments, Sql sql) throws SQLException {
        var company = company(arguments, sql);
        var price = company.required("price").decimalValue();
        if (price.compareTo(arguments.number("max_price").decimalValue()) > 0) {
            var refused = Refused.because("PRICE_ABOVE_MAX", "It costs " + price.toPlainString() + ".");
            refused.body().put("price", price);
            return refused;
        }
        var charge = sql.row(
                "insert into charge (domain, price) values (?, ?) returning charge_id, 1 as version",
                company.required("domain").textValue(),
                price);
        return new Done(company.setAll(charge));
    }

    private static ObjectNode company(Arguments arguments, Sql sql) throws SQLException {
        var name = arguments.optionalText("name");
        var domain = arguments.optionalText("domain");
        var known = sql.one("""
                select name as company, domain, employees, industry, trim_scale(price) as price from company
                where (?::text is null or lower(name) = lower(?)) and (?::text is null or domain = lower(?))
                limit 1""", name, name, domain, domain);
        if (known.isPresent()) {
            return known.get();
        }
        return sql.row("""
                select coalesce(name, domain) as company,
                  coalesce(lower(domain), trim(both '-' from regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g')) || '.example') as domain,
                  10 + abs(hashtext(coalesce(name, domain)) % 500) as employees, 'services' as industry, 0.25 as price
                from (values (?::text, ?::text)) as asked (name, domain)""", name, domain);
    }
}
