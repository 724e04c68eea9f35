package dev.countersign.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.countersign.policy");

    @Test
    void onlyTheEnginesKnowOpa() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..policy.opa..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.styra..", "com.dylibso..")
                .check(CLASSES);
    }

    @Test
    void decisionsAndDocumentsKnowNeitherEnginesNorBundles() {
        noClasses()
                .that()
                .resideInAnyPackage("..policy.decision..", "..policy.document..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..policy.opa..", "..policy.bundle..")
                .check(CLASSES);
    }

    @Test
    void thePackagesHaveNoCycles() {
        slices().matching("dev.countersign.policy.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void nothingOfTheOtherModulesIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.countersign.mcp..", "dev.countersign.ui..", "dev.countersign.orchestrator..")
                .check(CLASSES);
    }
}
