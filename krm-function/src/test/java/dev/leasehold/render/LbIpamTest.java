package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.net.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of whatever package, rendered again after each edit: a pinned Service matches its own pool and no
 * other, and every other Service matches exactly the pools that it matched before.
 */
class LbIpamTest {
  private static final int PACKAGES = 60;
  private static final List<String> NAMESPACES = List.of("ingress", "apps");
  private static final List<String> NAMES = List.of("web", "db", "dns");

  /** What owners write in pools that they bind; none of it names a Service that is pinned. */
  private static final List<String> SELECTORS =
      List.of(
          "",
          "",
          "  serviceSelector: {}\n",
          """
            serviceSelector:
              matchLabels:
                color: red # mine
          """,
          """
            serviceSelector:
              matchExpressions:
                - {key: color, operator: NotIn, values: [red]}
          """,
          """
            serviceSelector:
              matchExpressions:
              - key: io.kubernetes.service.name
                operator: NotIn
                values:
                - legacy # by hand
          """,
          "  serviceSelector: {matchExpressions: [{key: color, operator: Exists}]}\n",
          """
            serviceSelector:
              matchLabels: {io.kubernetes.service.namespace: apps}
          """);

  private final Map<String, String> pinned = new TreeMap<>(); // host to namespace/name by

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachPinnedServiceMatchesItsOwnPoolOnly(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < PACKAGES; i++) {
      tryPackage(random);
    }
  }

  private void tryPackage(Random random) {
    pinned.clear();
    RenderScenario scene = new RenderScenario();
    List<LbIpam.Service> services = services(random, scene);
    int pools = 1 + random.nextInt(3);
    SortedMap<String, String> selectors = new TreeMap<>();
    for (int i = 0; i < pools; i++) {
      String selector = SELECTORS.get(random.nextInt(SELECTORS.size()));
      selectors.put("lb" + i, selector);
      scene.file("lb" + i + ".yaml", pool("lb" + i, selector));
      scene.binding(
          "b" + i,
          "name: home, subnet: s" + i,
          "kind: CiliumLoadBalancerIPPool, name: lb" + i,
          random.nextBoolean() ? "Append" : "Replace");
    }
    SortedMap<String, LbIpam.Pool> before = LbIpam.pools(scene.files());
    for (int step = 0; step < 5; step++) {
      edit(random, scene, services, pools);
      scene.render();
      check(before, LbIpam.pools(scene.files()), services);
    }
    pinned.clear();
    scene.file("prefixes.yaml", intent(pools));
    scene.render();
    SortedMap<String, LbIpam.Pool> after = LbIpam.pools(scene.files());
    assertEquals(before.keySet(), after.keySet());
    selectors.forEach((name, selector) ->
        assertEquals(
            selector.endsWith("{}\n") ? "" : selector, // says the same
            scene.text(name + ".yaml").replaceAll("(?s).*last: here\n", ""),
            "only what the owner wrote is left"));
  }

  private void edit(Random random, RenderScenario scene, List<LbIpam.Service> services, int pools) {
    if (pinned.isEmpty() || random.nextInt(3) > 0) {
      LbIpam.Service service = services.get(random.nextInt(services.size()));
      String host = service.namespace() + "-" + service.name();
      boolean byLabel = sameName(service, services) || random.nextBoolean();
      pinned.put(host, service.namespace() + "/" + service.name() + (byLabel ? " Label" : " Name"));
    } else {
      pinned.remove(pinned.keySet().iterator().next());
    }
    scene.file("prefixes.yaml", intent(pools));
    String current = "2001:db8:" + (1 + random.nextInt(2)) + "0";
    if (random.nextBoolean()) {
      scene.lease("home", current);
    } else {
      scene.lease("home", current, "2001:db8:30");
    }
  }

  /** By name, it would take the address from the other, which is an error. */
  private static boolean sameName(LbIpam.Service service, List<LbIpam.Service> services) {
    return services.stream().filter(s -> s.name().equals(service.name())).count() > 1;
  }

  private String intent(int pools) {
    StringBuilder intent =
        new StringBuilder(
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: DynamicPrefix
            metadata: {name: home}
            spec:
              acquisition: {routerAdvertisement: {interface: eth0}}
              subnets:
            """);
    for (int i = 0; i < pools; i++) {
      intent.append("  - {name: s" + i + ", offset: 0x" + (i + 1) + "000, prefixLength: 120}\n");
    }
    intent.append("  hosts:").append(pinned.isEmpty() ? " []\n" : "\n");
    pinned.forEach((host, how) -> {
      String[] words = how.split("[/ ]");
      intent.append("  - {name: ").append(host).append(", suffix: \"").append(suffix(host));
      intent.append("\", service: {namespace: ").append(words[0]).append(", name: ");
      intent.append(words[1]).append("}, pinBy: ").append(words[2]).append("}\n");
    });
    return intent.toString();
  }

  private static String suffix(String host) {
    String[] words = host.split("-");
    return "::" + (80 + 3 * NAMESPACES.indexOf(words[0]) + NAMES.indexOf(words[1]));
  }

  private static List<LbIpam.Service> services(Random random, RenderScenario scene) {
    List<LbIpam.Service> services = new ArrayList<>();
    for (String namespace : NAMESPACES) {
      for (String name : NAMES) {
        if (services.size() < 4 && random.nextInt(3) > 0 || services.isEmpty()) {
          Map<String, String> labels =
              random.nextBoolean()
                  ? Map.of()
                  : Map.of("color", random.nextBoolean() ? "red" : "blue");
          services.add(new LbIpam.Service(namespace, name, labels, List.of()));
          scene.file(
              namespace + "-" + name + ".yaml",
              "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: "
                  + namespace
                  + "\n  name: "
                  + name
                  + "\n  labels: {"
                  + labels.entrySet().stream()
                      .map(e -> e.getKey() + ": " + e.getValue())
                      .findFirst()
                      .orElse("")
                  + "}\nspec:\n  type: LoadBalancer\n");
        }
      }
    }
    return services;
  }

  private static String pool(String name, String selector) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumLoadBalancerIPPool
    metadata:
      name: %s
    spec:
      allowFirstLastIPs: "No"
      blocks: []
      last: here
    %s\
    """
        .formatted(name, selector)
        .replace("  last: here\n", "  disabled: false # last: here\n");
  }

  private void check(
      SortedMap<String, LbIpam.Pool> before,
      SortedMap<String, LbIpam.Pool> after,
      List<LbIpam.Service> services) {
    List<LbIpam.Service> labelled = new ArrayList<>();
    for (LbIpam.Service service : services) {
      String host = service.namespace() + "-" + service.name();
      String how = pinned.getOrDefault(host, "");
      Map<String, String> labels = new TreeMap<>(service.labels());
      if (how.endsWith("Label")) {
        labels.put("leasehold.dev/host", "home." + host);
      }
      LbIpam.Service now =
          new LbIpam.Service(service.namespace(), service.name(), labels, List.of());
      labelled.add(now);
      SortedSet<String> expected =
          how.isEmpty() ? LbIpam.selecting(before, service) : new TreeSet<>(Set.of("home-" + host));
      assertEquals(expected, LbIpam.selecting(after, now), service + " " + pinned);
    }
    allocateInEveryOrder(after, labelled);
  }

  private void allocateInEveryOrder(
      SortedMap<String, LbIpam.Pool> pools, List<LbIpam.Service> services) {
    Set<List<String>> given = new HashSet<>();
    for (List<LbIpam.Pool> order :
        LbIpam.orders(List.copyOf(pools.values()).subList(0, Math.min(4, pools.size())))) {
      List<LbIpam.Pool> all = new ArrayList<>(order);
      pools.values().stream().filter(p -> !order.contains(p)).forEach(all::add);
      for (List<LbIpam.Service> arrival : LbIpam.orders(services)) {
        Map<LbIpam.Service, Set<Address>> got = LbIpam.allocate(all, arrival);
        List<String> ofPinned = new ArrayList<>();
        for (LbIpam.Service service : services) {
          if (pinned.containsKey(service.namespace() + "-" + service.name())) {
            ofPinned.add(service.name() + got.get(service));
          }
        }
        given.add(ofPinned);
      }
    }
    assertEquals(1, given.size(), "in every order the same: " + given);
  }
}
