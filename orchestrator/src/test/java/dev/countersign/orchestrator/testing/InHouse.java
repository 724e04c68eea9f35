package dev.countersign.orchestrator.testing;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of the running product: fresh policy before it, the product's invariants after it. */
@WithTestResource(value = TestStack.class, scope = TestResourceScope.GLOBAL)
public abstract class InHouse {
    @TestHTTPResource("/")
    URI base;

    protected House house;
    protected Sandbox sandbox;
    private long before;

    @BeforeEach
    void enter() {
        house = new House(base);
        sandbox = house.sandbox;
        house.furnish();
        activate();
        before = sandbox.lastRow();
    }

    /** The policy that a test begins with: every tool of the sandbox and nothing else. */
    protected void activate() {
        house.policyWith("{}");
    }

    @AfterEach
    void invariantsHold() {
        sandbox.healthy();
        Invariants.hold(sandbox.callsAfter(before));
    }
}
