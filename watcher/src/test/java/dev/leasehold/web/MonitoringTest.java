package dev.leasehold.web;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.delivery.DeliveryStatus;
import dev.leasehold.delivery.Leased;
import dev.leasehold.delivery.ServiceAddress;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Operations.Running;
import dev.leasehold.git.Outcome;
import dev.leasehold.http.JsonValue;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.SubjectStatus;
import dev.leasehold.watch.WatchStatus;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard use only metrics, labels and label values that the watcher has. */
final class MonitoringTest {
  static final Path FOLDER = Path.of("../docs/deploy/monitoring");

  private static final Pattern METRIC =
      Pattern.compile("\\b(leasehold_[a-z_]+|loadbalancer_reachable|up)(?:\\{([^}]*)\\})?");
  private static final Pattern MATCHER =
      Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without)\\s*\\(([^)]*)\\)");
  private static final Pattern ALERT_LABEL = Pattern.compile("\\$labels\\.([a-zA-Z_]+)");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{([a-z_]+)}}");

  /** The values of labels that have fixed spellings. */
  private static final Map<String, Set<String>> SPELLINGS =
      Map.of(
          "phase", spellings(AddressPhase.values(), AddressPhase::spelling),
          "kind", spellings(SourceStatus.Kind.values(), SourceStatus.Kind::spelling),
          "operation", spellings(Operations.Kind.values(), Operations.Kind::spelling),
          "outcome", spellings(Outcome.Kind.values(), Outcome.Kind::spelling),
          "result", spellings(WebhookResult.values(), WebhookResult::spelling),
          "state",
              Stream.of(
                      spellings(SourceStatus.State.values(), SourceStatus.State::spelling),
                      spellings(Phase.values(), Phase::spelling),
                      spellings(Leased.State.values(), Leased.State::spelling),
                      Set.of("current", "draining"))
                  .flatMap(Set::stream)
                  .collect(toCollection(TreeSet::new)));

  private final Map<String, Set<String>> metrics = metrics();

  @Test
  void alertsUseWhatTheWatcherHas() throws IOException {
    List<Field> rules =
        Document.inFile("prometheus-rule.yaml", 0, read("prometheus-rule.yaml"))
            .root()
            .get("spec")
            .get("groups")
            .items()
            .getFirst()
            .get("rules")
            .items();
    assertTrue(rules.size() >= 10, rules.size() + " rules");
    List<String> problems = new ArrayList<>();
    for (Field rule : rules) {
      String expression = rule.get("expr").text();
      Set<String> labels = check(expression, problems);
      String words =
          rule.get("annotations").get("summary").text()
              + rule.get("annotations").get("description").text();
      ALERT_LABEL
          .matcher(words)
          .results()
          .map(match -> match.group(1))
          .filter(label -> !labels.contains(label))
          .forEach(label -> problems.add(expression + " has no label " + label));
    }
    assertEquals(List.of(), problems);
  }

  @Test
  void theDashboardUsesWhatTheWatcherHas() throws IOException {
    JsonValue dashboard = JsonValue.parse(read("leasehold.json")).orElseThrow();
    List<String> problems = new ArrayList<>();
    int queries = 0;
    for (JsonValue panel : dashboard.get("panels").elements()) {
      for (JsonValue target : panel.get("targets").elements()) {
        String expression = target.get("expr").text().orElseThrow();
        queries++;
        Set<String> labels = check(expression, problems);
        LEGEND_LABEL
            .matcher(target.get("legendFormat").text().orElse(""))
            .results()
            .map(match -> match.group(1))
            .filter(label -> !labels.contains(label))
            .forEach(label -> problems.add(expression + " has no label " + label));
      }
    }
    for (JsonValue note : dashboard.get("annotations").get("list").elements()) {
      Set<String> _ = check(note.get("expr").text().orElseThrow(), problems);
    }
    for (JsonValue variable : dashboard.get("templating").get("list").elements()) {
      variable.get("definition").text().ifPresent(query -> check(query, problems));
    }
    assertEquals(List.of(), problems);
    assertTrue(queries >= 15, queries + " queries");
  }

  @Test
  void seesARenamedMetricLabelOrValue() {
    List<String> problems = new ArrayList<>();
    Set<String> _ = check("leasehold_gone == 1", problems);
    Set<String> _ = check("leasehold_claims{phase=\"Broken\"} > 0", problems);
    Set<String> _ = check("leasehold_claims{stage=~\"Failed|Ready\"} > 0", problems);
    Set<String> _ = check("sum by (who) (leasehold_well)", problems);
    assertEquals(
        List.of(
            "no metric leasehold_gone",
            "leasehold_claims: label phase has no value Broken",
            "leasehold_claims has no label stage",
            "sum by (who) (leasehold_well) has no label who"),
        problems);
  }

  /** Adds what does not exist; returns the labels of the result. */
  private Set<String> check(String expression, List<String> problems) {
    Set<String> all = new TreeSet<>();
    Matcher metric = METRIC.matcher(expression);
    boolean found = false;
    while (metric.find()) {
      found = true;
      String name = metric.group(1);
      Set<String> labels = name.equals("up") ? Set.of("job") : metrics.getOrDefault(name, Set.of());
      all.addAll(labels);
      if (!name.equals("up") && !metrics.containsKey(name)) {
        problems.add("no metric " + name);
      }
      Matcher matcher = MATCHER.matcher(Optional.ofNullable(metric.group(2)).orElse(""));
      while (matcher.find()) {
        check(name, labels, matcher.group(1), matcher.group(3), problems);
      }
    }
    if (!found) {
      problems.add(expression + " uses no metric");
    }
    Set<String> kept = new TreeSet<>(all);
    Matcher grouping = GROUPING.matcher(expression);
    while (grouping.find()) {
      Set<String> names = Set.of(grouping.group(1).split("\\s*,\\s*"));
      names.stream()
          .filter(label -> !all.contains(label) && !label.equals("namespace")) // Prometheus adds it
          .forEach(label -> problems.add(expression + " has no label " + label));
      kept.retainAll(names);
    }
    return kept;
  }

  private static void check(
      String name, Set<String> labels, String label, String values, List<String> problems) {
    if (!labels.contains(label)) {
      problems.add(name + " has no label " + label);
    } else if (SPELLINGS.containsKey(label)) {
      Arrays.stream(values.split("\\|"))
          .filter(value -> !SPELLINGS.getOrDefault(label, Set.of()).contains(value))
          .forEach(value -> problems.add(name + ": label " + label + " has no value " + value));
    }
  }

  private static <T> Set<String> spellings(T[] values, Function<T, String> spelling) {
    return Arrays.stream(values).map(spelling).collect(toCollection(TreeSet::new));
  }

  /** The labels of each metric of a watcher that has one of everything. */
  private static Map<String, Set<String>> metrics() {
    Map<String, Set<String>> names = new TreeMap<>();
    InboundWebhook settings =
        new InboundWebhook(Path.of("secret"), () -> {}, System::nanoTime, _ -> {});
    try (WebhookCalls calls = new WebhookCalls(settings)) {
      for (MetricSnapshot metric : Metrics.of(ofEverything(), Optional.of(calls))) {
        Set<String> labels = new TreeSet<>();
        metric
            .getDataPoints()
            .forEach(point -> point.getLabels().forEach(label -> labels.add(label.getName())));
        String name = metric.getMetadata().getPrometheusName();
        assertTrue(!metric.getDataPoints().isEmpty(), name + " has no labels here");
        names.put(metric instanceof CounterSnapshot ? name + "_total" : name, labels);
      }
    }
    return names;
  }

  private static final DeliveryStatus DELIVERY =
      new DeliveryStatus(
          2,
          List.of("missing"),
          List.of(),
          Optional.of(List.of(address(Leased.State.GONE), address(Leased.State.CURRENT))));

  private static ServiceAddress address(Leased.State state) {
    Prefix prefix = Prefix.parse("2001:db8::/56");
    return new ServiceAddress(
        "media/tv",
        Address.parse("2001:db8::1005"),
        new Leased("cluster", "home", prefix.range(), prefix.toString(), state, Optional.empty()));
  }

  private static Reading ofEverything() {
    Reading usual = WebServerTest.reading(WebServerTest.NOW, "");
    WatchStatus watch = usual.targets().getFirst().watch();
    WatchStatus.Target target = watch.target();
    List<SubjectStatus> subjects = new ArrayList<>(watch.prefixes());
    subjects.add(WebServerTest.claim("web", AddressPhase.READY, "", Optional.empty()));
    return new Reading(
        usual.at(),
        usual.watcher(),
        List.of(
            new Reading.Target(
                "cluster",
                new WatchStatus(
                    watch.watcher(),
                    watch.at(),
                    watch.wakeAt(),
                    true,
                    target,
                    subjects,
                    List.of(),
                    List.of(),
                    List.of(AutoscalerPageTest.STEADY)),
                Optional.of(
                    new Running(
                        Operations.Kind.PUSH, Duration.ofSeconds(3), Duration.ofMinutes(2))))),
        usual.sources(),
        List.of(new NotificationStatus("flux", "fluxReceiver", 7, 2, 1, 3, "")),
        new ClusterReading(
            List.of(),
            Optional.empty(),
            Optional.of(L2PageTest.STATUS),
            Optional.of(DELIVERY),
            Map.of()),
        ElectionStatusTest.reading(true, Duration.ofSeconds(2), "").election());
  }

  private static String read(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }
}
