package dev.leasehold.config;

import dev.leasehold.krm.Field;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.kube.ClusterSettings.L2;
import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.kube.ClusterSettings.RuleSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code spec.cluster}. */
final class ClusterSection {
  /** A DNS label of RFC 1123. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final String DEFAULT_NAMESPACE = "leasehold-system";
  private static final String CILIUM_NAMESPACE = "kube-system";

  private ClusterSection() {}

  /**
   * Reads the section.
   *
   * @param folder the folder of relative paths
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static ClusterSettings read(Field cluster, Path folder) {
    cluster.allowOnly(
        "kubeconfig",
        "leaderElection",
        "mirror",
        "events",
        "delivery",
        "hostParts",
        "ipRules",
        "l2");
    return new ClusterSettings(
        new Cluster(cluster.find("kubeconfig").map(file -> folder.resolve(file.text()))),
        cluster.find("leaderElection").flatMap(ClusterSection::election),
        isOn(Optional.of(cluster), "mirror"),
        isOn(Optional.of(cluster), "events"),
        isOn(Optional.of(cluster), "delivery"),
        isOn(Optional.of(cluster), "hostParts"),
        cluster.find("ipRules").map(ClusterSection::sources).orElse(Set.of()),
        cluster.find("l2").flatMap(ClusterSection::l2));
  }

  private static Optional<L2> l2(Field l2) {
    l2.allowOnly("probe", "repair", "namespace");
    Optional<Field> given = l2.find("repair");
    Repair repair =
        given.map(field -> one(field, Repair.values(), Repair::spelling)).orElse(Repair.OFF);
    String namespace = namespace(l2).orElse(CILIUM_NAMESPACE);
    if (isOn(Optional.of(l2), "probe")) {
      return Optional.of(new L2(repair, namespace));
    }
    given
        .filter(_ -> repair != Repair.OFF)
        .ifPresent(field -> {
          throw field.error(
              "'" + repair.spelling() + "' needs the probe: add probe: true, or set repair: Off");
        });
    return Optional.empty();
  }

  private static boolean isOn(Optional<Field> section, String key) {
    return section.flatMap(field -> field.find(key)).map(Field::bool).orElse(false);
  }

  private static Optional<String> election(Field election) {
    election.allowOnly("enabled", "namespace");
    String namespace = namespace(election).orElse(DEFAULT_NAMESPACE);
    return isOn(Optional.of(election), "enabled") ? Optional.of(namespace) : Optional.empty();
  }

  private static Optional<String> namespace(Field section) {
    Optional<Field> given = section.find("namespace");
    given
        .filter(field -> !NAMESPACE.matcher(field.text()).matches())
        .ifPresent(field -> {
          throw field.error(
              "'"
                  + field.text()
                  + "' is not the name of a namespace: use lower-case letters, digits and '-'");
        });
    return given.map(Field::text);
  }

  private static Set<RuleSource> sources(Field rules) {
    rules.allowOnly("enabled", "sources");
    List<Field> given = rules.find("sources").map(Field::items).orElse(List.of());
    rules
        .find("sources")
        .filter(_ -> given.isEmpty())
        .ifPresent(field -> {
          throw field.error("is empty; leave it out for ClusterIP, or set enabled: false");
        });
    Set<RuleSource> sources = new LinkedHashSet<>();
    for (Field field : given) {
      sources.add(one(field, RuleSource.values(), RuleSource::spelling));
    }
    if (!isOn(Optional.of(rules), "enabled")) {
      return Set.of();
    }
    return sources.isEmpty() ? Set.of(RuleSource.CLUSTER_IP) : sources;
  }

  private static <E> E one(Field field, E[] values, Function<E, String> spelling) {
    return Arrays.stream(values)
        .filter(value -> spelling.apply(value).equals(field.text()))
        .findFirst()
        .orElseThrow(() ->
            field.error(
                "'"
                    + field.text()
                    + "' is not one of "
                    + Arrays.stream(values).map(spelling).collect(Collectors.joining(", "))));
  }
}
