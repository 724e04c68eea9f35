package dev.countersign.sandbox.admin;

import jakarta.ws.rs.WebApplicationException;
import java.sql.SQLException;

/** Tells what the caller got wrong from what broke here. */
final class Unprocessable {

    private static final int STATUS = 422;
    private static final String INVALID_VALUE = "22";
    private static final String BROKEN_CONSTRAINT = "23";

    private Unprocessable() {}

    static WebApplicationException because(String detail) {
        return new WebApplicationException(detail, STATUS);
    }

    /** A 422 where the value was at fault; everything else is thrown on. */
    static WebApplicationException unlessOurs(SQLException failure) throws SQLException {
        var state = failure.getSQLState();
        if (state != null && (state.startsWith(INVALID_VALUE) || state.startsWith(BROKEN_CONSTRAINT))) {
            return new WebApplicationException(failure.getMessage(), failure, STATUS);
        }
        throw failure;
    }
}
