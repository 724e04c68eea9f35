package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import java.util.Map;
import java.util.Set;

/** The people of the tests; a session's cookie is the id. */
public final class TestingPeople {

    public static final Viewer MAYA = new Viewer("maya", "Maya Lindqvist", Set.of("approver"), Set.of("revops"));
    public static final Viewer LEE = new Viewer("lee", "Lee Carter", Set.of("approver"), Set.of("revops", "finance"));
    public static final Viewer DANA = new Viewer("dana", "Dana Reyes", Set.of("developer"), Set.of());
    public static final Viewer NOOR = new Viewer("noor", "Noor Haddad", Set.of("approver"), Set.of("finance"));

    public static final Viewer OMAR = new Viewer("omar", "Omar Said", Set.of("operator"), Set.of());

    static final Map<String, Viewer> BY_ID = Map.of("maya", MAYA, "lee", LEE, "dana", DANA, "noor", NOOR, "omar", OMAR);

    private TestingPeople() {}
}
