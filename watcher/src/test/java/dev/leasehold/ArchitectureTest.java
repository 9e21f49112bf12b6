package dev.leasehold;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static java.util.Map.entry;
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
import com.tngtech.archunit.library.Architectures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The package boundaries of the watcher, and conventions of both modules. */
class ArchitectureTest {
  private static final int MOST_TYPES = 18;

  /** Larger packages; their package-info has the reason. */
  private static final Map<String, Long> LARGER =
      Map.ofEntries(
          entry("dev.leasehold.check", 20L),
          entry("dev.leasehold.cli", 21L),
          entry("dev.leasehold.daemon", 30L),
          entry("dev.leasehold.dhcpv6", 20L),
          entry("dev.leasehold.dhcpv6.message", 26L),
          entry("dev.leasehold.dhcpv6.transport", 19L),
          entry("dev.leasehold.forge", 32L),
          entry("dev.leasehold.git", 45L),
          entry("dev.leasehold.krm", 24L),
          entry("dev.leasehold.lease", 29L),
          entry("dev.leasehold.ra", 20L),
          entry("dev.leasehold.render", 26L),
          entry("dev.leasehold.router", 30L),
          entry("dev.leasehold.api", 32L),
          entry("dev.leasehold.watch", 31L));

  /** The packages of the other module; its own test orders them. */
  private static final List<String> FUNCTION =
      List.of(
          "fn", "render", "pins", "check", "targets", "api", "setters", "edit", "krm", "yaml",
          "net", "text", "crd");

  /** Also the classes of krm-function, which is on the class path. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.leasehold");

  /**
   * The packages that each package may use, in both modules. A package without an entry may use
   * any.
   */
  @Test
  void eachPackageUsesOnlyTheOnesBelow() {
    Map<String, String> mayUse = new LinkedHashMap<>();
    mayUse.put("wire", "net");
    mayUse.put("log", "text");
    mayUse.put("state", "");
    mayUse.put("manual", "");
    mayUse.put("fence", "");
    mayUse.put("election", "fence");
    mayUse.put("source", "api net wire");
    mayUse.put("ra", "source wire net log");
    mayUse.put("netlink", "source wire net log");
    mayUse.put("dhcpv6.message", "wire net");
    mayUse.put("dhcpv6", "dhcpv6.message wire net");
    mayUse.put(
        "dhcpv6.transport", "fence dhcpv6 dhcpv6.message netlink source state wire net api log");
    mayUse.put("ssh", "credential text log");
    mayUse.put("router", "fence ssh http source state wire api net text log");
    mayUse.put("lease", "source state wire api net");
    mayUse.put("http", "text");
    mayUse.put("credential", "http text log");
    mayUse.put("notify", "credential http event lease git text log");
    mayUse.put("git", "fence ssh credential http text log");
    mayUse.put("forge", "fence credential http text log");
    mayUse.put("files", "git krm render text log");
    mayUse.put("event", "git lease source state wire net text");
    mayUse.put("proposal", "files lease git api krm render targets net text log");
    mayUse.put("request", "proposal forge git text log");
    mayUse.put("autoscale", "api render net");
    mayUse.put("subject", "autoscale lease source api render net log");
    mayUse.put("hostparts", "subject lease kube state api render net");
    mayUse.put(
        "watch",
        "request proposal subject autoscale event files hostparts servicerules lease source state git api krm render net text log");
    mayUse.put(
        "config",
        "kube watch subject request router notify event forge git ssh credential http api krm net text log");
    mayUse.put("kube", "fence election state ssh net text log");
    mayUse.put("clusterevent", "kube event lease api text");
    mayUse.put(
        "mirror", "clusterevent delivery kube watch autoscale lease api render krm net text");
    mayUse.put("servicerules", "kube net");
    mayUse.put("rulecontroller", "servicerules kube net text");
    mayUse.put("delivery", "kube watch lease api net");
    mayUse.put("l2", "apiserver clusterevent kube netlink net");
    mayUse.put("apiserver", "http yaml text");
    mayUse.put("prober", "apiserver l2 clusterevent kube http log");
    mayUse.put("iprule", "apiserver http netlink net log");
    mayUse.put(
        "web",
        "election http servicerules l2 delivery watch autoscale notify credential lease git source wire api net text log");
    mayUse.put(
        "daemon",
        "fence election config web notify watch request proposal subject autoscale files event lease git forge credential http source state ra netlink dhcpv6.transport router ssh kube mirror clusterevent rulecontroller servicerules hostparts l2 delivery iprule api net log");
    mayUse.put(
        "doctor",
        "config watch subject request router forge credential git ssh source state ra netlink dhcpv6.transport api net log");
    mayUse.put(
        "demo", "files starter watch subject lease git source ra wire api edit krm net text log");
    mayUse.put("adopt", "starter proposal files git render targets api krm yaml net text log");
    mayUse.put("migration", "render api krm yaml");
    mayUse.put("starter", "config files watch render edit krm api net text log");
    Architectures.LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.leasehold..")
            .withOptionalLayers(true)
            .layer("cli")
            .definedBy("dev.leasehold.cli..");
    for (String layer : mayUse.keySet()) {
      layers = layers.layer(layer).definedBy("dev.leasehold." + layer);
    }
    for (String below : FUNCTION) {
      layers = layers.layer(below).definedBy("dev.leasehold." + below + "..");
    }
    for (Map.Entry<String, String> entry : mayUse.entrySet()) {
      layers =
          entry.getValue().isEmpty()
              ? layers.whereLayer(entry.getKey()).mayNotAccessAnyLayer()
              : layers.whereLayer(entry.getKey()).mayOnlyAccessLayers(entry.getValue().split(" "));
    }
    layers
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(CLASSES);
  }

  /** Time and randomness are injected: {@link java.time.InstantSource}, a scheduler, a seed. */
  @Test
  void onlyCommandsAndTheDaemonReadTheRealClock() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.leasehold.cli..", "dev.leasehold.daemon..", "dev.leasehold.doctor..")
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

  /** Calls of and references to these methods, by the prefix of their full name. */
  private static DescribedPredicate<JavaAccess<?>> calls(String... names) {
    return describe(
        "one of " + List.of(names),
        access -> {
          String called = access.getTarget().getFullName();
          return Arrays.stream(names).anyMatch(called::startsWith);
        });
  }
}
