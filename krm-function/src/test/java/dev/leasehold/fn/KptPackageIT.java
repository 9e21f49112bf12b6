package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Components;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The package as people get it: by kpt, from a Git repository. */
class KptPackageIT {
  private static final Path PACKAGE = Path.of("../kpt-package");
  private static final String SETTERS = "setters.yaml";
  private static final String POOL = "manifests/ciliumloadbalancerippool-load-balancers.yaml";
  private static final String CLUSTER = "manifests/ciliumbgpclusterconfig-cluster.yaml";
  private static final String PEER = "manifests/ciliumbgppeerconfig-gateway.yaml";
  private static final String[] EXAMPLE = {"bgp-peer-asn=65010", "node-gateway-ip=10.80.0.254"};

  @TempDir private Path folder;
  private Kpt kpt;
  private Path upstream;
  private Path home;

  @BeforeEach
  void publish() throws Exception {
    kpt = Kpt.installed(folder);
    upstream = repository("upstream");
    for (Map.Entry<String, String> file : Kpt.read(PACKAGE).entrySet()) {
      write(upstream.resolve("kpt-package"), file.getKey(), file.getValue());
    }
    commit(upstream);
    home = repository("home");
  }

  @Test
  void isInTheFormOfKptAndRendered() throws Exception {
    SortedMap<String, String> files = Kpt.read(PACKAGE);
    assertEquals(Kpt.shown(files), Kpt.shown(kpt.rendered(files)));
  }

  @Test
  void takesTheExampleWithOurFunctionAndWithApplySetters() throws Exception {
    get("a");
    evaluate("a", "leasehold-fn", EXAMPLE);
    SortedMap<String, String> ours = Kpt.read(home.resolve("a"));
    for (String file : List.of(CLUSTER, SETTERS)) {
      String text = ours.getOrDefault(file, "");
      assertTrue(text.contains("65010") && text.contains("10.80.0.254"), text);
    }
    Optional<Path> program = ApplySettersIT.program();
    assumeTrue(program.isPresent(), "apply-setters is not there, so it is not compared");
    get("b");
    evaluate("b", program.orElseThrow().toString(), EXAMPLE);
    ours.replaceAll((path, text) -> text.replace("name: a\n", "name: b\n"));
    assertEquals(Kpt.shown(ours), Kpt.shown(Kpt.read(home.resolve("b"))));
  }

  /** It cannot derive the first numbers of the address, and keeps them. */
  @Test
  void takesTheLastNumbersOfAPoolWithApplySettersToo() throws Exception {
    Optional<Path> program = ApplySettersIT.program();
    assumeTrue(program.isPresent(), "apply-setters is not there, so it is not compared");
    String[] setters = {
      "lb-pool-min=140", "lb-pool-max=150", "l2-interface-1=eth7", "cluster-id=7"
    };
    get("a");
    evaluate("a", "leasehold-fn", setters);
    get("b");
    evaluate("b", program.orElseThrow().toString(), setters);
    SortedMap<String, String> ours = Kpt.read(home.resolve("a"));
    assertTrue(ours.getOrDefault(POOL, "").contains("start: 10.80.8.140 "), ours.get(POOL));
    ours.replaceAll((path, text) -> text.replace("name: a\n", "name: b\n"));
    assertEquals(Kpt.shown(ours), Kpt.shown(Kpt.read(home.resolve("b"))));
  }

  @Test
  void isTwoClustersWithSettersOfTheirOwn() throws Exception {
    get("clusters/a");
    get("clusters/b");
    evaluate(
        "clusters/b",
        "leasehold-fn",
        "cluster-name=b",
        "lb-pool-cidr=10.81.8.128/26",
        "vip-pool-cidr=10.81.15.0/24",
        "node-gateway-ip=10.81.0.1");
    SortedMap<String, String> a = Kpt.read(home.resolve("clusters/a"));
    SortedMap<String, String> b = Kpt.read(home.resolve("clusters/b"));
    assertTrue(a.getOrDefault(POOL, "").contains("start: 10.80.8.129 # "), a.get(POOL));
    assertEquals(a.getOrDefault(POOL, "").replace("10.80.", "10.81."), b.get(POOL));
    assertTrue(b.getOrDefault(CLUSTER, "").contains("  name: b # "), b.get(CLUSTER));
    render("clusters/b");
    assertEquals(Kpt.shown(b), Kpt.shown(Kpt.read(home.resolve("clusters/b"))));
  }

  @Test
  void keepsRenderedValuesInAnUpdate() throws Exception {
    get("a");
    evaluate("a", "leasehold-fn", "bgp-peer-asn=65010", "lb-pool-cidr=10.81.8.128/26");
    commit(home);

    change(PEER, "holdTimeSeconds: 30", "holdTimeSeconds: 21");
    change(SETTERS, "l2-interface-1: vmnet0", "l2-interface-1: vmnet1");
    change("manifests/ciliuml2announcementpolicy-load-balancers.yaml", "^vmnet0$ #", "^vmnet1$ #");
    commit(upstream);
    Programs.Outcome updated = run(home, "kpt", "pkg", "update", "a@main");
    updated.requireSuccess();

    SortedMap<String, String> merged = Kpt.read(home.resolve("a"));
    assertTrue(merged.getOrDefault(PEER, "").contains("holdTimeSeconds: 21"), merged.get(PEER));
    assertTrue(merged.getOrDefault(SETTERS, "").contains("l2-interface-1: vmnet1 # kpt-set"));
    assertTrue(merged.getOrDefault(SETTERS, "").contains("bgp-peer-asn: \"65010\" # kpt-set"));
    assertTrue(merged.getOrDefault(POOL, "").contains("start: 10.81.8.129 # kpt-set"));
    assertTrue(merged.getOrDefault(CLUSTER, "").contains("peerASN: 65010 # kpt-set"));

    render("a");
    assertEquals(Kpt.shown(merged), Kpt.shown(Kpt.read(home.resolve("a"))));
  }

  /** No more and no fewer, with all components too. */
  @Test
  void kustomizeDeliversExactlyTheManifests() throws Exception {
    assumeTrue(Programs.find("kubectl").isPresent(), "kubectl is not installed");
    SortedMap<String, String> files = Kpt.read(PACKAGE);
    assertEquals(6, delivered(files));
    files.computeIfPresent(
        "render-config.yaml",
        (_, text) ->
            text.replace(
                "    - l2\n", "    - l2\n    - " + String.join("\n    - ", others()) + "\n"));
    KrmPackage original = KrmPackage.of(yaml(files));
    Rendering rendering = Renderer.render(original.documents(), Optional.empty());
    assertEquals(List.of(), rendering.errors());
    files.putAll(original.changed(rendering.documents()));
    assertEquals(26, delivered(files));
  }

  private static List<String> others() {
    List<String> others = new ArrayList<>(Components.names());
    others.removeAll(List.of("pools", "pool-ranges", "bgp", "l2"));
    return others;
  }

  private static SortedMap<String, String> yaml(SortedMap<String, String> files) {
    SortedMap<String, String> yaml = new TreeMap<>(files);
    yaml.keySet().removeIf(path -> !path.endsWith(".yaml"));
    return yaml;
  }

  /** The number of objects, after a comparison. */
  private int delivered(SortedMap<String, String> files) throws Exception {
    Path copy = Files.createTempDirectory(folder, "copy");
    SortedMap<String, Object> expected = new TreeMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(copy, file.getKey(), file.getValue());
      if (file.getKey().startsWith("manifests/") && !file.getKey().contains("kustomization")) {
        addObjects(file.getValue(), expected);
      }
    }
    Programs.Outcome built = run(copy, "kubectl", "kustomize", "manifests");
    built.requireSuccess();
    SortedMap<String, Object> actual = new TreeMap<>();
    addObjects(built.output(), actual);
    assertEquals(expected, actual);
    return actual.size();
  }

  private static void addObjects(String text, Map<String, Object> objects) {
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      if (document instanceof Map<?, ?> object
          && object.get("metadata") instanceof Map<?, ?> metadata) {
        String name = object.get("kind") + " " + metadata.get("name");
        assertFalse(objects.containsKey(name), name);
        objects.put(name, object);
      }
    }
  }

  private void get(String name) throws Exception {
    Files.createDirectories(home.resolve(name).getParent());
    run(home, "kpt", "pkg", "get", "file://" + upstream + "/.git/kpt-package@main", name)
        .requireSuccess();
  }

  private void evaluate(String name, String program, String... setters) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("kpt", "fn", "eval", name, "--exec", program, "--"));
    line.addAll(List.of(setters));
    run(home, line.toArray(String[]::new)).requireSuccess();
  }

  private void render(String name) throws Exception {
    run(home, "kpt", "fn", "render", name, "--allow-exec").requireSuccess();
  }

  private void change(String file, String from, String to) throws IOException {
    Path path = upstream.resolve("kpt-package").resolve(file);
    String text = Files.readString(path);
    assertNotEquals(text, text.replace(from, to));
    Files.writeString(path, text.replace(from, to));
  }

  private Path repository(String name) throws Exception {
    Path repository = Files.createDirectory(folder.resolve(name));
    run(repository, "git", "init", "-q", "-b", "main").requireSuccess();
    return repository;
  }

  private void commit(Path repository) throws Exception {
    run(repository, "git", "add", "--all").requireSuccess();
    run(repository, "git", "commit", "-q", "-m", "change").requireSuccess();
  }

  private Programs.Outcome run(Path in, String... command) throws Exception {
    Map<String, String> environment = new TreeMap<>(Programs.pathBeginsWith(folder.resolve("bin")));
    environment.put("HOME", folder.toString());
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "somebody");
      environment.put("GIT_" + who + "_EMAIL", "somebody@example.org");
    }
    return Programs.run(in, environment, Path.of("/dev/null"), command);
  }

  private static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
