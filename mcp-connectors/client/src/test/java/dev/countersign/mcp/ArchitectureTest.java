package dev.countersign.mcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.countersign.mcp");

    @Test
    void onlyInvocationSpeaksMcp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.countersign.mcp.invocation..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.modelcontextprotocol..", "reactor..")
                .check(CLASSES);
    }

    @Test
    void onlyOnePackageKnowsEachJsonLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.countersign.mcp.schema")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.networknt..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.countersign.mcp.canonical")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.erdtman..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.countersign.mcp.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
