package dev.countersign.sandbox.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.sandbox.admin.SandboxOnly;
import dev.countersign.sandbox.database.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** {@code GET /ledger?after=}: the rows after n, oldest first. */
@Path("/ledger")
@SandboxOnly
@Blocking
public class LedgerResource {

    private static final int MAX_ROWS = 100_000;

    /** What the interface calls a list of ledger rows. */
    public record Page(List<ObjectNode> items) {}

    private final Transactions transactions;

    LedgerResource(Transactions transactions) {
        this.transactions = transactions;
    }

    @GET
    public Page read(
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue("100000") int limit) {
        int rows = Math.clamp(limit, 1, MAX_ROWS);
        return new Page(transactions.in(sql -> Ledger.after(sql, after, rows)));
    }
}
