package dev.leasehold.rulecontroller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.kube.ClusterSettings.RuleSource;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.rulecontroller.ConfigObject.Spec;
import dev.leasehold.servicerules.RuleSpec;
import dev.leasehold.servicerules.WantedConfigs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random changes of Services, IPRules and IPRuleConfigs in memory, with a cache that is late. After
 * comparisons the objects are those of a model that calculates with whole numbers.
 */
public final class ServiceChurn {
  private static final Owner OURS = Owner.ofWatcher("home");
  private static final List<Owner> OTHERS =
      List.of(
          new Owner("", ""),
          new Owner("ip-rule-operator", ""),
          new Owner("leasehold", "other"),
          new Owner("someone", "home"));

  private final Random random;

  /** The last byte of the ClusterIP and of the VIPs. */
  private record Service(int clusterIp, List<Integer> vips) {}

  /** Of the tables 100 and 101, and the VRF 102, which is not written as a number. */
  private record Rule(int network, int length, int table, int priority, boolean isValid) {
    boolean isVrf() {
      return table == 102;
    }

    String number() {
      return isVrf() ? "" : Integer.toString(table);
    }

    String vrf() {
      return isVrf() ? "v102" : "";
    }

    String objectName(int clusterIp) {
      String start = "iprc-10-96-0-" + clusterIp;
      String end = priority == 0 ? "" : "-p" + priority;
      return isVrf() ? start + end + "-vv102" : start + "-t" + table + end;
    }

    boolean contains(int vip) {
      return vip >> (32 - length) == network >> (32 - length);
    }
  }

  private final Map<Integer, Service> services = new TreeMap<>();
  private final Map<Integer, Rule> rules = new TreeMap<>();
  private final ObjectsInMemory store = new ObjectsInMemory();
  private final Reconciler reconciler = new Reconciler(OURS);
  private List<ConfigObject> cache = List.of();

  private int compared;

  /** Begins without anything. */
  public ServiceChurn(Random random) {
    this.random = random;
  }

  /** Makes a change, lets the controller act, and fails if an object is not as it should be. */
  public void step(int step) throws Exception {
    change();
    Map<String, ConfigObject> before = byName(store.list());
    boolean isComplete = random.nextInt(5) > 0;
    if (random.nextInt(3) > 0) {
      cache = store.list();
    }
    reconcile(cache, isComplete);
    keepsWhatIsNotOurs(before, step);
    if (!isComplete) {
      marksNothingAbsent(before, step);
    }
    if (random.nextInt(4) == 0) {
      cache = store.list();
      reconcile(cache, true);
      cache = store.list();
      compare(step);
      compared++;
      assertEquals(
          List.of(), changes(cache, true), "a second comparison has nothing to do, step " + step);
    }
  }

  /** Fails if too little has happened in so many steps. */
  public void assertVaried(int steps) {
    assertTrue(compared > steps / 5);
    assertTrue(store.outdated > steps / 100, "the cache was late: " + store.outdated);
    String counts = reconciler.counts().toString();
    assertTrue(reconciler.counts().created() > steps / 34, counts);
    assertTrue(reconciler.counts().updated() > steps / 34, counts);
    assertTrue(reconciler.counts().markedAbsent() > steps / 34, counts);
  }

  /** The objects as an agent reads them: their specs by their names. */
  public Map<String, Map<String, Object>> objects() {
    Map<String, Map<String, Object>> objects = new TreeMap<>();
    for (ConfigObject object : store.list()) {
      Map<String, Object> spec = new HashMap<>();
      spec.put("serviceIP", object.spec().serviceIp());
      spec.put("state", object.spec().state());
      if (!object.spec().table().isEmpty()) {
        spec.put("table", Long.valueOf(object.spec().table()));
      }
      if (!object.spec().vrf().isEmpty()) {
        spec.put("vrf", object.spec().vrf());
      }
      if (!object.spec().priority().isEmpty()) {
        spec.put("priority", Long.valueOf(object.spec().priority()));
      }
      objects.put(object.name(), spec);
    }
    return objects;
  }

  /** An agent deletes an object. */
  public void delete(String name) {
    store.remove(name);
  }

  private void change() {
    int name = random.nextInt(12);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> services.put(name, new Service(random.nextInt(10), vips()));
      case 3 -> services.remove(name);
      case 4, 5 ->
          rules.put(
              name % 5,
              new Rule(
                  random.nextInt(256),
                  25 + random.nextInt(8),
                  100 + random.nextInt(3),
                  random.nextInt(3),
                  random.nextInt(8) > 0));
      case 6 -> rules.remove(name % 5);
      case 7 -> agentsDelete();
      case 8 -> somebodyEdits();
      default -> somebodyCreates();
    }
  }

  private List<Integer> vips() {
    List<Integer> vips = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      vips.add(random.nextInt(256));
    }
    return vips;
  }

  private void agentsDelete() {
    store.list().stream()
        .filter(ConfigObject::isAbsent)
        .filter(_ -> random.nextBoolean())
        .forEach(object -> store.remove(object.name()));
  }

  private void somebodyEdits() {
    List<ConfigObject> all = store.list();
    if (all.isEmpty()) {
      return;
    }
    ConfigObject object = all.get(random.nextInt(all.size()));
    Spec spec = object.spec();
    boolean labels = random.nextInt(4) == 0;
    store.put(
        new ConfigObject(
            object.name(),
            "",
            false,
            labels ? owner() : object.owner(),
            labels
                ? spec
                : new Spec(
                    spec.serviceIp(),
                    Integer.toString(100 + random.nextInt(3)),
                    random.nextBoolean() ? spec.vrf() : "other",
                    spec.priority(),
                    random.nextBoolean() ? "present" : "absent"),
            object.rule(),
            object.service()));
  }

  private Owner owner() {
    int index = random.nextInt(OTHERS.size() + 2);
    return index < OTHERS.size() ? OTHERS.get(index) : OURS;
  }

  private void somebodyCreates() {
    String name = new Rule(0, 32, 100 + random.nextInt(3), 1, true).objectName(random.nextInt(10));
    if (byName(store.list()).containsKey(name)) {
      store.remove(name); // and deletes
    } else {
      store.put(
          new ConfigObject(
              name, "", false, owner(), new Spec("10.96.0.1", "7", "", "", "present"), "", ""));
    }
  }

  private void reconcile(List<ConfigObject> seen, boolean isComplete) throws Exception {
    assertEquals(List.of(), reconciler.apply(plan(seen, isComplete), store));
  }

  private ConfigPlan plan(List<ConfigObject> seen, boolean isComplete) {
    List<RuleSpec> specs = new ArrayList<>();
    rules.forEach((name, rule) ->
        specs.add(
            new RuleSpec(
                "IPRule r" + name,
                "r" + name,
                "203.0.113." + rule.network() + "/" + rule.length(),
                rule.isValid() ? rule.number() : "0",
                rule.vrf(),
                Integer.toString(rule.priority()))));
    CheckedRules checked = CheckedRules.of(specs);
    List<ServiceObject> objects = new ArrayList<>();
    services.forEach((name, service) ->
        objects.add(
            new ServiceObject(
                "default",
                "s" + name,
                "uid",
                "LoadBalancer",
                ServiceObject.addresses(List.of("10.96.0." + service.clusterIp())),
                ServiceObject.addresses(
                    service.vips().stream().map(vip -> "203.0.113." + vip).toList()),
                List.of(),
                false,
                true,
                List.of(443),
                Map.of())));
    WantedConfigs wanted =
        WantedConfigs.of(
            new WantedConfigs.Input(
                Set.of(RuleSource.CLUSTER_IP), objects, List.of(), List.of(), checked.valid()));
    return ConfigPlan.of(
        new ConfigPlan.Input(wanted.configs(), seen, OURS, isComplete, checked.invalid()));
  }

  private List<?> changes(List<ConfigObject> seen, boolean isComplete) {
    ConfigPlan plan = plan(seen, isComplete);
    List<Object> all = new ArrayList<>(plan.creations());
    all.addAll(plan.corrections());
    all.addAll(plan.obsolete());
    return all;
  }

  private static Map<String, ConfigObject> byName(List<ConfigObject> objects) {
    Map<String, ConfigObject> byName = new HashMap<>();
    objects.forEach(object -> byName.put(object.name(), object));
    return byName;
  }

  private void keepsWhatIsNotOurs(Map<String, ConfigObject> before, int step) {
    Map<String, ConfigObject> now = byName(store.list());
    before
        .values()
        .forEach(object -> {
          assertTrue(now.containsKey(object.name()), "the agents delete, not we");
          if (!object.owner().equals(OURS)) {
            assertEquals(object, now.get(object.name()), "not ours, step " + step);
          }
        });
  }

  private void marksNothingAbsent(Map<String, ConfigObject> before, int step) {
    store.list().stream()
        .filter(ConfigObject::isAbsent)
        .forEach(object ->
            assertTrue(
                Objects.requireNonNull(before.get(object.name())).isAbsent(),
                object + ", step " + step));
  }

  /** The model: the specs of our objects that are present. */
  private void compare(int step) {
    Map<String, ConfigObject> objects = byName(store.list());
    Set<String> expected = new TreeSet<>();
    for (Service service : services.values()) {
      for (int vip : service.vips()) {
        for (Rule rule : rules.values()) {
          String name = rule.objectName(service.clusterIp());
          if (rule.isValid() && rule.contains(vip)) {
            ConfigObject object = objects.get(name);
            assertTrue(object != null, name + " is missing, step " + step);
            if (object.owner().equals(OURS)) {
              expected.add(name);
              assertEquals("10.96.0." + service.clusterIp(), object.spec().serviceIp());
              assertEquals(rule.number(), object.spec().table());
              assertEquals(rule.vrf(), object.spec().vrf());
            }
          }
        }
      }
    }
    Set<String> found = new TreeSet<>();
    objects
        .values()
        .forEach(object -> {
          boolean isOfInvalid =
              rules.entrySet().stream()
                  .anyMatch(rule ->
                      !rule.getValue().isValid() && object.rule().equals("r" + rule.getKey()));
          boolean stays = isOfInvalid && !expected.contains(object.name());
          if (object.owner().equals(OURS) && !object.isAbsent() && !stays) {
            found.add(object.name());
          }
        });
    assertEquals(expected, found, "step " + step);
  }
}
