package dev.leasehold;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walls of the pure core: same input, same bytes, on any machine. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.leasehold");

  @Test
  void eachPackageUsesOnlyTheOnesBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.leasehold..")
        .withOptionalLayers(true)
        .layer("fn")
        .definedBy("dev.leasehold.fn..")
        .layer("render")
        .definedBy("dev.leasehold.render..")
        .layer("pins")
        .definedBy("dev.leasehold.pins..")
        .layer("check")
        .definedBy("dev.leasehold.check..")
        .layer("targets")
        .definedBy("dev.leasehold.targets..")
        .layer("api")
        .definedBy("dev.leasehold.api..")
        .layer("crd")
        .definedBy("dev.leasehold.crd..")
        .layer("setters")
        .definedBy("dev.leasehold.setters..")
        .layer("edit")
        .definedBy("dev.leasehold.edit..")
        .layer("krm")
        .definedBy("dev.leasehold.krm..")
        .layer("yaml")
        .definedBy("dev.leasehold.yaml..")
        .layer("net")
        .definedBy("dev.leasehold.net..")
        .layer("text")
        .definedBy("dev.leasehold.text..")
        .whereLayer("fn")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("render")
        .mayOnlyBeAccessedByLayers("fn")
        .whereLayer("pins")
        .mayOnlyBeAccessedByLayers("render")
        .whereLayer("check")
        .mayOnlyBeAccessedByLayers("render", "pins")
        .whereLayer("targets")
        .mayOnlyBeAccessedByLayers("render", "pins")
        .whereLayer("api")
        .mayOnlyBeAccessedByLayers("fn", "render", "pins", "check", "targets")
        .whereLayer("crd")
        .mayOnlyBeAccessedByLayers("check", "api")
        .whereLayer("setters")
        .mayOnlyBeAccessedByLayers("render", "api")
        .whereLayer("edit")
        .mayOnlyBeAccessedByLayers("render", "pins", "targets", "api", "setters")
        .whereLayer("krm")
        .mayOnlyBeAccessedByLayers(
            "fn", "render", "pins", "check", "targets", "api", "setters", "edit")
        .whereLayer("yaml")
        .mayOnlyBeAccessedByLayers("setters", "edit", "krm")
        .whereLayer("net")
        .mayOnlyBeAccessedByLayers("fn", "render", "pins", "check", "targets", "api", "krm")
        .whereLayer("text")
        .mayOnlyBeAccessedByLayers("render", "pins", "targets", "api", "setters", "edit", "krm")
        .ensureAllClassesAreContainedInArchitecture()
        .check(CLASSES);
  }

  /** Which library reads what is not plain is nobody else's business. */
  @Test
  void onlyTheReaderKnowsTheLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.leasehold.yaml..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void timeChanceAndTheMachineEnterOnlyAsData() {
    noClasses()
        .should()
        .accessTargetWhere(
            calls(
                "java.time.Instant.now(",
                "java.time.LocalDate.now(",
                "java.time.LocalDateTime.now(",
                "java.time.OffsetDateTime.now(",
                "java.time.ZonedDateTime.now(",
                "java.time.Clock.system",
                "java.time.Clock.tick",
                "java.time.InstantSource.system(",
                "java.time.ZoneId.systemDefault(",
                "java.lang.System.currentTimeMillis(",
                "java.lang.System.nanoTime(",
                "java.lang.System.getenv(",
                "java.lang.System.getProperty(",
                "java.lang.System.lineSeparator(",
                "java.lang.Thread.sleep(",
                "java.lang.Math.random(",
                "java.util.Random.",
                "java.util.SplittableRandom.",
                "java.util.concurrent.ThreadLocalRandom.",
                "java.security.SecureRandom.",
                "java.util.UUID.randomUUID("))
        .check(CLASSES);
  }

  /** Only {@code fn} reads and writes streams, and only it and {@code krm} walk a directory. */
  @Test
  void coreTouchesNoNetworkAndNoFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.leasehold.net..",
            "dev.leasehold.yaml..",
            "dev.leasehold.krm..",
            "dev.leasehold.edit..",
            "dev.leasehold.setters..",
            "dev.leasehold.api..",
            "dev.leasehold.targets..",
            "dev.leasehold.check..",
            "dev.leasehold.pins..",
            "dev.leasehold.render..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(File.class, RandomAccessFile.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.channels..")
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("java.net..")
                .and(not(belongToAnyOf(InetAddress.class, UnknownHostException.class))))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.leasehold.net..",
            "dev.leasehold.edit..",
            "dev.leasehold.setters..",
            "dev.leasehold.api..",
            "dev.leasehold.targets..",
            "dev.leasehold.check..",
            "dev.leasehold.pins..",
            "dev.leasehold.render..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.file..")
        .check(CLASSES);
  }

  /**
   * Addresses are read at every start of the function: no regular expression is loaded for them.
   */
  @Test
  void addressesAreReadWithoutRegularExpressions() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.net..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.regex..")
        .orShould()
        .accessTargetWhere(
            calls(
                "java.lang.String.split(",
                "java.lang.String.matches(",
                "java.lang.String.replaceAll(",
                "java.lang.String.replaceFirst(",
                "java.lang.String.format"))
        .check(CLASSES);
  }

  /** Calls of these methods and references to them, by how their full names begin. */
  private static DescribedPredicate<JavaAccess<?>> calls(String... names) {
    return describe(
        "one of " + List.of(names),
        access -> {
          String called = access.getTarget().getFullName();
          return Arrays.stream(names).anyMatch(called::startsWith);
        });
  }
}
