package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.files.Scope;
import dev.leasehold.render.files.UnreadFile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A package that people edit and that is rendered in between. After every rendering a second one
 * must change nothing.
 */
final class RenderScenario {
  static final String POOL_FILE = "pool.yaml";

  private final SortedMap<String, String> files = new TreeMap<>();
  private final StringBuilder prefixes = new StringBuilder();
  private Scope scope = Scope.WHOLE;
  private List<Finding> findings = List.of();
  private List<Finding> ofThisChange = List.of();
  private List<Change> changes = List.of();

  /** A file of these bytes that is not read. */
  static UnreadFile unread(String path, UnreadFile.Reason reason, byte[] content) {
    String text = UnreadFile.ascii(content, content.length);
    return new UnreadFile(path, reason, text::contains);
  }

  RenderScenario file(String name, String text) {
    files.put(name, text);
    return this;
  }

  RenderScenario delete(String name) {
    files.remove(name);
    return this;
  }

  RenderScenario edit(String name, UnaryOperator<String> edit) {
    files.put(name, edit.apply(text(name)));
    return this;
  }

  RenderScenario scope(Scope newScope) {
    scope = newScope;
    return this;
  }

  /**
   * A prefix with the subnet {@code pool}, addresses 0x1000 to 0x10ff, and the host {@code web}.
   */
  RenderScenario prefix(String name) {
    prefixes
        .append("apiVersion: leasehold.dev/v1alpha1\nkind: DynamicPrefix\nmetadata: {name: ")
        .append(name)
        .append("}\nspec:\n  acquisition: {routerAdvertisement: {interface: eth0}}\n")
        .append("  subnets: [{name: pool, offset: 0x1000, prefixLength: 120}]\n")
        .append("  hosts: [{name: web, suffix: \"::80\"}]\n---\n");
    return file("prefixes.yaml", prefixes.toString());
  }

  /** A lease of these /60s: the first is current, the others drain. */
  RenderScenario lease(String name, String... held) {
    StringBuilder lease = new StringBuilder();
    lease
        .append("apiVersion: leasehold.dev/v1alpha1\nkind: PrefixLease\nmetadata: {name: ")
        .append(name)
        .append("}\nspec:\n  source: router-advertisement\n  prefixes:")
        .append(held.length == 0 ? " []\n" : "\n");
    String state = "Current, since: \"2026-11-21T10:00:00Z\"}\n";
    for (String prefix : held) {
      lease.append("  - {prefix: \"").append(prefix).append("::/60\", state: ").append(state);
      state = "Draining, since: \"2026-11-21T10:00:00Z\", drainUntil: \"2026-11-21T12:00:00Z\"}\n";
    }
    return file("lease-" + name + ".yaml", lease.toString());
  }

  RenderScenario binding(String name, String prefixRef, String target, String strategy) {
    return file(
        "binding-" + name + ".yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefixBinding
        metadata: {name: %s}
        spec:
          prefixRef: {%s}
          target: {%s}
          updateStrategy: {type: %s}
        """
            .formatted(name, prefixRef, target, strategy));
  }

  /** A pool of these blocks, each a line that begins with {@code - }. */
  RenderScenario pool(String... blocks) {
    StringBuilder pool =
        new StringBuilder(
            """
            apiVersion: cilium.io/v2
            kind: CiliumLoadBalancerIPPool
            metadata:
              name: lb
            spec:
              allowFirstLastIPs: "No"
              blocks:
            """);
    for (String block : blocks) {
      pool.append("  ").append(block).append('\n');
    }
    String empty = pool.toString().replaceFirst("blocks:\n$", "blocks: []\n");
    return file(POOL_FILE, empty);
  }

  /** Renders; it must work, and a second time change nothing. */
  RenderScenario render() {
    Rendering rendering = rendering();
    assertEquals(List.of(), rendering.errors());
    files.putAll(changed(rendering));
    files.values().removeIf(String::isEmpty);
    findings = rendering.findings();
    ofThisChange = rendering.ofThisChange();
    changes = rendering.changes();
    Rendering second = rendering();
    assertEquals(new TreeMap<>(), changed(second), "a second rendering changes nothing");
    assertEquals(List.of(), second.changes());
    return this;
  }

  /** Renders; it must fail with these, and change nothing. */
  void fails(String... errors) {
    Rendering rendering = rendering();
    assertEquals(List.of(errors), rendering.errors().stream().map(Finding::toString).toList());
    assertEquals(new TreeMap<>(), changed(rendering));
  }

  /** What rendering would fail with. */
  List<String> errors() {
    return rendering().errors().stream().map(Finding::toString).toList();
  }

  private Rendering rendering() {
    return Renderer.render(KrmPackage.of(files).documents(), Optional.empty(), scope);
  }

  private SortedMap<String, String> changed(Rendering rendering) {
    return KrmPackage.of(files).changed(rendering.documents());
  }

  /** What the last rendering reported. */
  List<String> reported() {
    return findings.stream().map(Finding::toString).toList();
  }

  /** What it reported of what the changes take from somebody. */
  List<String> ofThisChange() {
    return ofThisChange.stream().map(Finding::toString).toList();
  }

  /** What the last rendering changed. */
  List<Change> changes() {
    return changes;
  }

  boolean has(String name) {
    return files.containsKey(name);
  }

  String text(String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow();
  }

  SortedMap<String, String> files() {
    return new TreeMap<>(files);
  }

  /** The elements of the first list below that key: the lines that begin with a dash. */
  List<String> list(String name, String key) {
    return text(name)
        .lines()
        .dropWhile(line -> !line.strip().equals(key + ":"))
        .skip(1)
        .takeWhile(line -> line.strip().matches("(-|#|stop:).*"))
        .map(String::strip)
        .filter(line -> line.startsWith("-"))
        .toList();
  }

  /** The blocks of the pool. */
  List<String> blocks() {
    return list(POOL_FILE, "blocks");
  }
}
