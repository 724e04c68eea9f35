package dev.countersign.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.opa.OpaServerPolicyEngine;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decisions a second, by each way to get one. Every way answers the same question. */
@BenchmarkMode(Mode.Throughput)
public class PolicyBenchmark {

    /** Names the address of the OPA server that {@link PolicyRun} started. */
    static final String SERVER = "countersign.bench.opa";

    /** The shipped policy in process. */
    @State(Scope.Benchmark)
    public static class InProcess {
        final PolicyInput input = Policies.input();
        final PolicyDecisionPoint point = open(shipped());

        @TearDown
        public void close() {
            point.close();
        }
    }

    /** The shipped policy with another number of guards, in process. */
    @State(Scope.Benchmark)
    public static class Entries {
        @Param({"10", "1000", "10000"})
        public int count;

        final PolicyInput input = Policies.input();
        PolicyDecisionPoint point;

        @Setup
        public void open() {
            point = PolicyBenchmark.open(Policies.entries(DefaultBundle.load(), count));
        }

        @TearDown
        public void close() {
            point.close();
        }
    }

    /** The engine of production over loopback. */
    @State(Scope.Benchmark)
    public static class Server {
        final PolicyInput input = Policies.input();
        OpaServerPolicyEngine engine;
        PolicyDecisionPoint point;

        @Setup
        public void open() {
            DefaultBundle bundle = DefaultBundle.load();
            engine = new OpaServerPolicyEngine(
                    new OpaServerPolicyEngine.Settings(
                            server(), null, Duration.ofSeconds(30), 1, 100, Duration.ofSeconds(1)),
                    InstantSource.system());
            point = engine.open(bundle.rules(), bundle.data(), Policies.revision(bundle, shipped()));
        }

        @TearDown
        public void close() {
            engine.close();
        }
    }

    /** A connection of each thread's own. */
    @State(Scope.Thread)
    public static class Bare {
        BareOpaClient client;

        @Setup
        public void open() throws IOException {
            client = new BareOpaClient(server(), Policies.input().json().toString());
        }

        @TearDown
        public void close() throws IOException {
            client.close();
        }
    }

    @Benchmark
    public Decision inProcess(InProcess state) {
        return answered(state.point.decide(state.input));
    }

    @Benchmark
    public Decision entries(Entries state) {
        return answered(state.point.decide(state.input));
    }

    @Benchmark
    public Decision server(Server state) {
        return answered(state.point.decide(state.input));
    }

    @Benchmark
    public byte[] serverBare(Bare state) throws IOException {
        return state.client.ask();
    }

    private static ObjectNode shipped() {
        return PolicyData.bare(DefaultBundle.load().data());
    }

    private static PolicyDecisionPoint open(ObjectNode data) {
        DefaultBundle bundle = DefaultBundle.load();
        return OpaWasmDecisionPoint.open(bundle.wasm(), data, Policies.revision(bundle, data));
    }

    private static URI server() {
        return URI.create(System.getProperty(SERVER, ""));
    }

    /** A benchmark of failures would be fast. */
    private static Decision answered(Decision decision) {
        if (decision instanceof Decision.RequireApproval) {
            return decision;
        }
        throw new IllegalStateException("This is not the answer to the example: " + decision);
    }
}
