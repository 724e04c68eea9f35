package dev.countersign.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.countersign.mcp.invocation.ToolInvoker;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of DESIGN.md section 1: never back, no cycles, one package that calls tools, one that knows LangChain4j. */
class ArchitectureTest {
    private static final String ROOT = "dev.countersign.orchestrator.";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.countersign.orchestrator");

    /** Floors of the house from the ground up; a package may use its own floor's rules below and every lower floor. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("transition"),
            List.of("ledger", "principal"),
            List.of("connector", "policy", "run", "workflow", "approval", "limits", "freeze"),
            List.of("toolcall", "replay"),
            List.of("gateway", "agent", "desk", "health", "mail"));

    @Test
    void packagesPointOnlyDownwards() {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            String[] above = FLOORS.subList(floor + 1, FLOORS.size()).stream()
                    .flatMap(List::stream)
                    .map(name -> ROOT + name + "..")
                    .toArray(String[]::new);
            for (String name : FLOORS.get(floor)) {
                if (above.length > 0) {
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + name + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(above)
                            .check(MAIN);
                }
            }
        }
    }

    @Test
    void everyPackageStandsOnAFloor() {
        var known = FLOORS.stream()
                .flatMap(List::stream)
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void onlyTheAgentKnowsLangChain4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "agent..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.langchain4j..")
                .check(MAIN);
    }

    @Test
    void onlyToolcallSendsAndOnlyItAndReplayAskPolicy() {
        onlyCalls(ToolInvoker.class, "invoke", "toolcall");
        onlyCalls(PolicyDecisionPoint.class, "decide", "toolcall", "replay");
    }

    @Test
    void whatTriesAPolicyHasNoWayToTheGate() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "replay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "toolcall..", ROOT + "run..", ROOT + "limits..", "dev.countersign.mcp..")
                .check(MAIN);
    }

    private static void onlyCalls(Class<?> owner, String method, String... packages) {
        String[] allowed =
                Arrays.stream(packages).map(name -> ROOT + name + "..").toArray(String[]::new);
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(owner)))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(method))));
        rule.check(MAIN);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils)")
                .check(MAIN);
        noClasses().should().resideInAnyPackage("..dto..", "..util..").check(MAIN);
    }

    @Test
    void nothingOfTheTestStackIsInTheProduct() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.countersign.local..", "dev.countersign.sandbox..")
                .check(MAIN);
    }
}
