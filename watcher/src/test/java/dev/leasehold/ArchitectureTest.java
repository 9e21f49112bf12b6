package dev.leasehold;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The walls between the watcher's packages, and the habits of both modules. */
class ArchitectureTest {
  private static final int MOST_TYPES = 18;

  /** Larger for a reason, which their package-info gives. */
  private static final Map<String, Long> LARGER =
      Map.of(
          "dev.leasehold.check", 20L,
          "dev.leasehold.cli", 25L,
          "dev.leasehold.dhcpv6", 20L,
          "dev.leasehold.dhcpv6.message", 26L,
          "dev.leasehold.git", 34L,
          "dev.leasehold.lease", 20L,
          "dev.leasehold.ra", 20L,
          "dev.leasehold.render", 20L,
          "dev.leasehold.targets", 23L,
          "dev.leasehold.watch", 24L);

  /** krm-function's too: it is on the class path. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.leasehold");

  @Test
  void onlyTheCommandLineSeesAll() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.leasehold.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.leasehold.cli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineDrivesAWatchAndOnlyTheWebShowsIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.leasehold.watch..", "dev.leasehold.web..", "dev.leasehold.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.leasehold.watch..")
        .check(CLASSES);
  }

  @Test
  void aWatchHearsObservationsAndNotTheWire() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.watch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.leasehold.ra..", "dev.leasehold.dhcpv6..", "dev.leasehold.netlink..")
        .check(CLASSES);
  }

  @Test
  void leaseBookKnowsNeitherWireNorGit() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.lease..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.leasehold.ra..",
            "dev.leasehold.dhcpv6..",
            "dev.leasehold.source..",
            "dev.leasehold.wire..",
            "dev.leasehold.git..",
            "dev.leasehold.cli..")
        .check(CLASSES);
  }

  @Test
  void gitKnowsNeitherLeaseBookNorWire() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.git..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.leasehold.lease..", "dev.leasehold.ra..", "dev.leasehold.cli..")
        .check(CLASSES);
  }

  @Test
  void acquirersHandInObservationsAndKnowNoMore() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.leasehold.ra..", "dev.leasehold.dhcpv6..", "dev.leasehold.netlink..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.leasehold.lease..",
                    "dev.leasehold.git..",
                    "dev.leasehold.watch..",
                    "dev.leasehold.cli..")
                .and(not(belongToAnyOf(Observation.class, Origin.class))))
        .check(CLASSES);
  }

  @Test
  void theWireStandsOnAddressesOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.wire..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.leasehold..")
                .and(not(resideInAnyPackage("dev.leasehold.wire..", "dev.leasehold.net.."))))
        .check(CLASSES);
  }

  @Test
  void messagesOfDhcpStandOnTheWireOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.dhcpv6.message..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.leasehold..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.leasehold.dhcpv6.message..",
                            "dev.leasehold.wire..",
                            "dev.leasehold.net.."))))
        .check(CLASSES);
  }

  /** What knows of leases and Git stands on it, not the other way round. */
  @Test
  void theDhcpv6ClientKnowsNothingButTheWire() {
    noClasses()
        .that()
        .resideInAPackage("dev.leasehold.dhcpv6")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.leasehold..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.leasehold.dhcpv6..",
                            "dev.leasehold.wire..",
                            "dev.leasehold.net.."))))
        .check(CLASSES);
  }

  /** Time and chance are injected: {@link java.time.InstantSource}, a scheduler, a seed. */
  @Test
  void onlyTheCommandLineKnowsTheRealTime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.leasehold.cli..")
        .should()
        .accessTargetWhere(
            calls(
                "java.time.Instant.now()",
                "java.time.LocalDate.now()",
                "java.time.LocalDateTime.now()",
                "java.time.OffsetDateTime.now()",
                "java.time.ZonedDateTime.now()",
                "java.time.Clock.system",
                "java.time.InstantSource.system(",
                "java.lang.System.currentTimeMillis(",
                "java.lang.System.nanoTime(",
                "java.lang.Thread.sleep(",
                "java.util.concurrent.TimeUnit.sleep(",
                "java.lang.Math.random(",
                "java.util.Random.<init>()",
                "java.util.concurrent.ThreadLocalRandom.current(",
                "java.security.SecureRandom.<init>(",
                "java.util.UUID.randomUUID("))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes().should(resideInANullMarkedPackage()).check(CLASSES);
  }

  @Test
  void namesSayWhatATypeIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)")
        .check(CLASSES);
  }

  @Test
  void packagesAreSmall() {
    Map<String, Long> sizes =
        CLASSES.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, TreeMap::new, counting()));
    sizes
        .entrySet()
        .removeIf(e -> e.getValue() <= LARGER.getOrDefault(e.getKey(), (long) MOST_TYPES));
    assertEquals(Map.of(), sizes, "packages with more than " + MOST_TYPES + " types");
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package whose package-info says @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " of " + type));
      }
    };
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
