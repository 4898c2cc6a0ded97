package dev.serai;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The rules that are the architecture page: docs/explanation/architecture.md. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.serai");

    @Test
    void dialectsKnowNeitherCamelNorOneAnother() {
        noClasses()
                .that()
                .resideInAPackage("dev.serai.dialects..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "org.apache.hc..", "io.vertx..")
                .check(CLASSES);
        slices().matching("dev.serai.dialects.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.serai.dialects")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.serai.dialects..").and(not(resideInAPackage("dev.serai.dialects"))))
                .because("what dialects share knows none of them")
                .check(CLASSES);
    }

    @Test
    void streamsKnowNoVendor() {
        classes()
                .that()
                .resideInAPackage("dev.serai.streams..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("dev.serai.streams..", "dev.serai.errors..", "java..", "org.jspecify.."))
                .check(CLASSES);
    }

    @Test
    void configDependsOnNoOtherPackage() {
        noClasses()
                .that()
                .resideInAPackage("dev.serai.config..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.serai..").and(not(resideInAPackage("dev.serai.config.."))))
                .check(CLASSES);
    }

    @Test
    void onlyTheEdgesKnowCamel() {
        noClasses()
                .that(not(resideInAnyPackage(
                        "dev.serai",
                        "dev.serai.http..",
                        "dev.serai.models..",
                        "dev.serai.policies..",
                        "dev.serai.providers..",
                        "dev.serai.sinks..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(CLASSES);
    }

    @Test
    void onlyTracesKnowOpenTelemetry() {
        noClasses()
                .that(not(resideInAPackage("dev.serai.traces..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
    }

    /** Row T12: what a client sends is bound to a statement, never part of its text. */
    @Test
    void t12EveryStatementIsPrepared() {
        noClasses()
                .should()
                .callMethod(Connection.class, "createStatement")
                .orShould()
                .callMethod(Statement.class, "execute", String.class)
                .orShould()
                .callMethod(Statement.class, "executeQuery", String.class)
                .orShould()
                .callMethod(Statement.class, "executeUpdate", String.class)
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage("dev.serai.store")))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Connection.class, Statement.class, PreparedStatement.class)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCircle() {
        slices().matching("dev.serai.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
