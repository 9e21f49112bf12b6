package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.leasehold.config.WatcherConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.approvaltests.Approvals;
import org.approvaltests.core.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code leasehold init --into DIR}. */
final class InitIntoTest {
  private static final String POOL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata: {name: %s}
      spec:
        blocks:
          - cidr: "%s"
      """;

  @TempDir private Path folder;

  /** A copy of a fixture, with a repository of Git around it. */
  private Path repository(String name) throws IOException {
    Path copy = folder.resolve(name);
    for (Map.Entry<String, String> file :
        Cli.tree(Path.of("../testdata/adopt").resolve(name)).entrySet()) {
      Cli.write(copy.resolve(file.getKey()), file.getValue());
    }
    git(copy, "init", "-q", "-b", "main", ".");
    return copy;
  }

  private static String git(Path work, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", work.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, process.waitFor(), String.join(" ", command));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return out;
  }

  private static Cli into(Path folder, String... more) {
    List<String> words =
        new ArrayList<>(List.of("init", "--into", folder.toString(), "--interface", "wan0"));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  /** The fixture of a name; the fields of a machine configuration do not say their prefix. */
  private static Cli ofFixture(String name, Path repository, String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    if (name.equals("talos")) {
      words.addAll(List.of("--current", "2001:db8:5:10::/64"));
    }
    return into(repository, words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flux-settings", "flux-helm", "argocd", "talos"})
  void showsWhatIsThereAndADiff(String name) throws IOException {
    Path repository = repository(name);
    Map<String, String> before = Cli.tree(repository);
    Cli run = ofFixture(name, repository, "--repository", "/srv/home.git");
    assertEquals(0, run.code(), run.err());
    assertEquals(before, Cli.tree(repository));
    Approvals.verify(
        run.err().replace(folder.toString(), "") + "\n" + run.out(),
        new Options().forFile().withBaseName("InitIntoTest." + name));
  }

  /** The figure of the page on existing repositories. */
  @ParameterizedTest
  @CsvSource({"flux-settings, 0", "flux-helm, 0", "argocd, 0", "talos, 3"})
  void changesAtMostThreeLinesOfExistingFiles(String name, int lines) throws IOException {
    Path repository = repository(name);
    git(repository, "add", ".");
    assertEquals(0, ofFixture(name, repository, "--apply").code());
    int changed =
        git(repository, "diff", "--numstat")
            .lines()
            .mapToInt(line -> Integer.parseInt(line.split("\t")[0]))
            .sum();
    assertEquals(lines, changed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flux-settings", "flux-helm", "argocd", "talos"})
  void writesWhatTheDiffSays(String name) throws IOException {
    Path byGit = repository(name);
    Path diff = folder.resolve("diff");
    Files.writeString(diff, ofFixture(name, byGit).out());
    git(byGit, "apply", diff.toString());
    Map<String, String> expected = withoutGit(byGit);
    Path byApply = Files.createDirectory(folder.resolve("second"));
    for (Map.Entry<String, String> file :
        Cli.tree(Path.of("../testdata/adopt").resolve(name)).entrySet()) {
      Cli.write(byApply.resolve(file.getKey()), file.getValue());
    }
    git(byApply, "init", "-q", "-b", "main", ".");
    assertEquals(0, ofFixture(name, byApply, "--apply").code());
    assertEquals(expected, withoutGit(byApply));
  }

  private static Map<String, String> withoutGit(Path folder) {
    Map<String, String> tree = new TreeMap<>(Cli.tree(folder));
    tree.keySet().removeIf(path -> path.startsWith(".git/"));
    return tree;
  }

  /** The next prefix reaches every bound place, and no other. */
  @ParameterizedTest
  @CsvSource({
    "flux-settings, 2001:db8:1:2:, 0",
    "flux-helm, 2001:db8:7:80:, 1",
    "argocd, 2001:db8:3:40:, 0",
    "talos, 2001:db8:5:10:, 0"
  })
  void followsTheNextPrefix(String name, String old, int byHand) throws IOException {
    Path repository = repository(name);
    Map<String, String> original = withoutGit(repository);
    assertEquals(0, ofFixture(name, repository, "--apply").code());
    Map<String, String> applied = withoutGit(repository);
    assertEquals(0, Cli.run("render", repository.toString()).code());
    assertEquals(applied, withoutGit(repository));
    Cli.write(
        repository.resolve("leasehold/leases/home-ipv6.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PrefixLease
        metadata: {name: home-ipv6}
        spec:
          source: router-advertisement
          prefixes:
            - {prefix: "2003:99::/64", state: Current, since: "2026-11-21T10:00:00Z"}
        """);
    Cli rendered = Cli.run("render", repository.toString());
    assertEquals(0, rendered.code(), rendered.err());
    Map<String, String> after = withoutGit(repository);
    int left = 0;
    for (Map.Entry<String, String> file : original.entrySet()) {
      String text = after.getOrDefault(file.getKey(), "");
      left += count(old, text);
      if (file.getValue().contains(old)) {
        String moved = text.replaceAll(".*leasehold.dev/owned.*", "");
        assertTrue(moved.contains("2003:99:"), text);
      }
      List<String> others = file.getValue().lines().filter(line -> !line.contains(old)).toList();
      assertTrue(text.lines().toList().containsAll(others), text);
    }
    assertEquals(byHand, left);
  }

  private static int count(String word, String text) {
    return text.split(word, -1).length - 1;
  }

  @Test
  void createsAConfigurationForTheWholeRepository() throws IOException {
    Path repository = repository("argocd");
    into(repository, "--apply", "--name", "lab", "--repository", "/srv/home.git");
    Path file = repository.resolve("leasehold/watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals("lab", config.name());
    assertEquals("", config.targets().getFirst().git().path());
    assertTrue(Files.exists(repository.resolve("leasehold/lab-ipv6.yaml")));
  }

  @Test
  void takesAFolderOfARepository() throws IOException {
    Path repository = repository("argocd");
    Path network = repository.resolve("manifests");
    Cli run = into(network, "--apply");
    assertEquals(0, run.code(), run.err());
    Path file = network.resolve("leasehold/watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals("manifests", config.targets().getFirst().git().path());
  }

  @Test
  void requestsADelegationWithTheIndexOfASubnet() throws IOException {
    Cli.write(folder.resolve("pool.yaml"), POOL.formatted("lb", "2001:db8:1:3::/64"));
    Cli run = into(folder, "--dhcpv6", "--apply");
    assertEquals(0, run.code(), run.err());
    String intent = Files.readString(folder.resolve("leasehold/home-ipv6.yaml"));
    assertTrue(
        intent.contains(
            """
              acquisition:
                dhcpv6:
                  interface: wan0
                  requestedPrefixLength: 56
                routerAdvertisement:
                  interface: wan0
              subnets:
                - name: lb
                  index: 3
                  prefixLength: 64
            """),
        intent);
  }

  @Test
  void bindsEachSortOfFieldInItsOwnWay() throws IOException {
    Cli.write(
        folder.resolve("all.yaml"),
        """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: calico}
        spec: {cidr: "2001:db8:1:3::/112"}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          annotations:
            external-dns.alpha.kubernetes.io/target: 2001:db8:1:3::80
            example.org/sources: 192.168.0.0/16,2001:db8:1:3::/64
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: dns}
        spec: {type: LoadBalancer, loadBalancerIP: "2001:db8:1:3::53"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: coredns}
        data:
          Corefile: |
            forward . 2606:4700:4700::1111
            answer "2001:db8:1:3::80"
        """);
    Cli.write(
        folder.resolve("overlay/kustomization.yaml"), "resources: []\npatches: [{path: p.yaml}]\n");
    Cli.write(
        folder.resolve("overlay/p.yaml"),
        "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec:\n  x: 2001:db8:1:3::7\n");
    Cli run = into(folder, "--apply");
    assertEquals(0, run.code(), run.err());
    String intent = Files.readString(folder.resolve("leasehold/home-ipv6.yaml"));
    assertTrue(intent.contains("    name: web\n    annotation: external-dns\n"), intent);
    assertTrue(
        intent.contains("    fieldPath: metadata.annotations[example.org/sources]\n"), intent);
    assertTrue(intent.contains("    fieldPath: spec.loadBalancerIP\n"), intent);
    assertFalse(intent.contains("IPPool"), intent);
    assertTrue(run.err().contains("2001:db8:1:3::/112: its cidr is not changed"), run.err());
    assertTrue(
        run.err().contains("2001:db8:1:3::80: the address is a part of a longer text"), run.err());
    assertTrue(
        Files.readString(folder.resolve("overlay/p.yaml"))
            .endsWith("  x: 2001:db8:1:3::7 # kpt-set: ${home-ipv6.p-x}\n"));
  }

  @Test
  void asksForTheCurrentPrefixOfPoolsInSeveral() {
    Cli.write(folder.resolve("a.yaml"), POOL.formatted("a", "2001:db8:1:3::/112"));
    Cli.write(folder.resolve("b.yaml"), POOL.formatted("b", "2001:db8:2:3::/112"));
    Cli run = into(folder);
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: the addresses are of several prefixes (2001:db8:1:3::/64, 2001:db8:2:3::/64);"
            + " say the current one with --current PREFIX, or choose places with --bind:"
            + " CiliumLoadBalancerIPPool/a, CiliumLoadBalancerIPPool/b\n",
        run.err());
    Cli current = into(folder, "--current", "2001:db8:2:3::/64");
    assertTrue(current.err().contains("\nbound: pool CiliumLoadBalancerIPPool/b "), current.err());
    assertTrue(
        current
            .err()
            .contains(
                "\nnot bound: pool CiliumLoadBalancerIPPool/a (a.yaml:1) 2001:db8:1:3::/112: is not"
                    + " in 2001:db8:2:3::/64\n"),
        current.err());
    Cli named = into(folder, "--bind", "CiliumLoadBalancerIPPool/a");
    assertTrue(named.err().contains("\nbound: pool CiliumLoadBalancerIPPool/a "), named.err());
    assertFalse(named.out().contains("name: b\n"), named.out());
  }

  @Test
  void givesASubnetToTheOnlyPoolOfIpv4() {
    Cli.write(folder.resolve("a.yaml"), POOL.formatted("a", "192.168.1.0/24"));
    Cli run = into(folder);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("+    - name: load-balancers\n+      offset: 0x1000\n"));
    Cli.write(folder.resolve("b.yaml"), POOL.formatted("b", "192.168.2.0/24"));
    Cli both = into(folder);
    assertEquals(1, both.code());
    assertTrue(
        both.err().contains("choose one with --bind: CiliumLoadBalancerIPPool/a, CiliumLoad"),
        both.err());
    assertEquals(0, into(folder, "--bind", "CiliumLoadBalancerIPPool/b").code());
  }

  @Test
  void doesNotGuessWhatAnEncryptedVariableHolds() throws IOException {
    Cli.write(folder.resolve("a.yaml"), POOL.formatted("a", "${SECRET_LB}"));
    Cli.write(
        folder.resolve("secret.sops.yaml"),
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: cluster-secrets}
        stringData:
          SECRET_LB: ENC[AES256_GCM,data:p673w==,iv:YY=,tag:A=,type:str]
        sops: {version: 3.9.0}
        """);
    Cli run = into(folder);
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: CiliumLoadBalancerIPPool/a: its ${SECRET_LB} is in secret.sops.yaml, which SOPS"
            + " encrypts; move the key to a plain ConfigMap if it is IPv6, or choose it with --bind"
            + " if it is IPv4: CiliumLoadBalancerIPPool/a\n",
        run.err());
    assertEquals(0, into(folder, "--bind", "CiliumLoadBalancerIPPool/a").code());
  }

  @Test
  void leavesAListWithAddressesOfAnotherPrefixAlone() {
    Cli.write(
        folder.resolve("a.yaml"),
        POOL.formatted("a", "2001:db8:1:3::/112") + "    - cidr: 2001:db8:9::/112\n");
    Cli run =
        into(folder, "--current", "2001:db8:1:3::/64", "--bind", "CiliumLoadBalancerIPPool/a");
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: --bind: CiliumLoadBalancerIPPool/a cannot be bound: also has addresses outside"
            + " of 2001:db8:1:3::/64\n",
        run.err());
  }

  @Test
  void rejectsAnObjectOfTwoClusters() {
    for (String cluster : List.of("home", "edge")) {
      Cli.write(folder.resolve(cluster + "/pool.yaml"), POOL.formatted("lb", "2001:db8:1:3::/112"));
    }
    Cli run = into(folder);
    assertEquals(1, run.code());
    assertTrue(
        run.err().contains("2 documents define this object; give the folder of a"), run.err());
    assertEquals(0, into(folder.resolve("home")).code());
  }

  @Test
  void changesNoMoreThanThreeLines() {
    StringBuilder text = new StringBuilder("machine:\n  certSANs:\n");
    for (int i = 1; i <= 4; i++) {
      text.append("    - 2001:db8:1:3::").append(i).append('\n');
    }
    Cli.write(folder.resolve("node.yaml"), text.toString());
    Cli run = into(folder, "--current", "2001:db8:1:3::/64");
    assertEquals(1, run.code());
    assertTrue(
        run.err()
            .contains(
                "4 lines would get a setter comment, and a proposal changes at most 3; choose some"
                    + " with --bind: node.yaml:3, node.yaml:4, node.yaml:5, node.yaml:6"),
        run.err());
    Cli one = into(folder, "--bind", "node.yaml:4");
    assertEquals(0, one.code(), one.err());
    assertTrue(one.out().contains("+    - 2001:db8:1:3::2 # kpt-set: ${home-ipv6.node-certsans"));
  }

  @Test
  void refusesAFolderThatIsApplied() throws IOException {
    Path repository = repository("argocd");
    Cli run = into(repository, "--folder", "manifests/network/leasehold");
    assertEquals(1, run.code());
    String argo = "leasehold: Argo CD (network, from https://git.example.org/me/home.git) would";
    assertEquals(
        argo
            + " apply the new files in manifests/network/leasehold,"
            + " which are not for the cluster: it applies all files in manifests/network; choose"
            + " another folder with --folder; if that is another repository, say the URL of this one"
            + " with --repository\n",
        run.err());
    Path flux = repository("flux-helm");
    Cli.write(flux.resolve(".sourceignore"), "*.md\n");
    Cli second = into(flux);
    assertEquals(1, second.code());
    assertTrue(
        second.err().contains("Flux (flux-system, from GitRepository flux-system) would"),
        second.err());
    assertTrue(second.err().contains("add the line /leasehold/ to .sourceignore"), second.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/leasehold/", "leasehold/**", "lease*", "*.yaml"})
  void acceptsAFolderThatSourceignoreLeavesOut(String line) throws IOException {
    Path flux = repository("flux-helm");
    Cli.write(flux.resolve(".sourceignore"), "*.md\n" + line + "\n");
    Cli run = into(flux, "--apply");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("new files: 3,"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/leasehold/watcher.yaml", "/other/leasehold/", "/leasehold/*\n!*.yaml"})
  void refusesAFolderOfWhichSourceignoreLeavesOutLess(String lines) throws IOException {
    Path flux = repository("flux-helm");
    Cli.write(flux.resolve(".sourceignore"), lines + "\n");
    assertEquals(1, into(flux).code());
  }

  @Test
  void skipsWhatFluxAppliesOfAnotherRepository() {
    Cli.write(folder.resolve("pool.yaml"), POOL.formatted("lb", "2001:db8:1:3::/112"));
    Cli.write(
        folder.resolve("podinfo.yaml"),
        """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: podinfo}
        spec: {url: "https://git.example.org/them/podinfo"}
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: podinfo}
        spec: {path: ./leasehold, sourceRef: {kind: GitRepository, name: podinfo}}
        """);
    Cli.write(folder.resolve(".sourceignore"), "*.md\n");
    assertEquals(1, into(folder).code());
    Cli ours = into(folder, "--repository", "ssh://git@git.example.org:22/me/home.git");
    assertEquals(0, ours.code(), ours.err());
    Cli theirs = into(folder, "--repository", "git@git.example.org:them/podinfo.git");
    assertEquals(1, theirs.code());
  }

  @Test
  void takesNoPrefixFromAddressesThatMayBeOfOthers() {
    Cli.write(
        folder.resolve("dns.yaml"),
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: dns
          annotations: {example.org/mirror: "2620:fe::9"}
        spec:
          values: {upstreams: ["2606:4700:4700::1111"]}
        ---
        apiVersion: cilium.io/v2
        kind: CiliumCIDRGroup
        metadata: {name: friends}
        spec: {externalCIDRs: ["2001:db8:77::/48"]}
        """);
    Cli alone = into(folder, "--apply");
    assertEquals(1, alone.code());
    assertTrue(
        alone.err().contains("the addresses elsewhere may be those of other networks; say the"),
        alone.err());
    assertFalse(Files.exists(folder.resolve("leasehold")));
    assertEquals(
        0, into(folder, "--bind", "HelmRelease/dns:spec.values.upstreams").code(), "named");
    Cli.write(folder.resolve("a.yaml"), POOL.formatted("a", "192.168.1.0/24"));
    Cli pool = into(folder);
    assertEquals(0, pool.code(), pool.err());
    assertTrue(pool.err().contains("\nbound: pool CiliumLoadBalancerIPPool/a "), pool.err());
    assertTrue(
        pool.err().contains("2606:4700:4700::1111: may be of another network; if not,"),
        pool.err());
    assertFalse(pool.out().contains("upstreams"), pool.out());
  }

  @Test
  void writesNothingThatBindsNothing() {
    Cli.write(folder.resolve("b.yaml"), POOL.formatted("b", "2001:db8:1:3::/112"));
    Cli none = into(folder, "--current", "2001:db8:9::/56", "--apply");
    assertEquals(1, none.code());
    assertTrue(
        none.err().contains("no pool, setting or request has an address of 2001:db8:9::/56"),
        none.err());
    assertFalse(Files.exists(folder.resolve("leasehold")));
    Cli.write(folder.resolve("a.yaml"), POOL.formatted("a", "192.168.1.0/24"));
    Cli run = into(folder, "--current", "2001:db8:9::/56");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("+    - name: load-balancers\n"), run.out());
    assertTrue(run.err().contains("\nbound: pool CiliumLoadBalancerIPPool/a "), run.err());
    assertTrue(run.err().contains("2001:db8:1:3::/112: is not in 2001:db8:9::/56\n"), run.err());
  }

  /** A Gateway without an address of its own, and a group of other people's, are worth a word. */
  @Test
  void namesWhatHasNoAddressOfTheLine() {
    Cli.write(
        folder.resolve("network.yaml"),
        """
        apiVersion: cilium.io/v2
        kind: CiliumLoadBalancerIPPool
        metadata: {name: a}
        spec: {blocks: [{cidr: "2001:db8:5:10::/112"}]}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: external}
        spec: {gatewayClassName: cilium}
        ---
        apiVersion: cilium.io/v2
        kind: CiliumCIDRGroup
        metadata: {name: cloudflare}
        spec: {externalCIDRs: [173.245.48.0/20]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: plain}
        """);
    Cli run = into(folder, "--current", "2001:db8:5:10::/64");
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.err()
            .contains(
                "also there, without an IPv6 address of the line: Gateway/external,"
                    + " CiliumCIDRGroup/cloudflare\n"),
        run.err());
  }

  /** The commands that it prints do what they say, in a shell and from anywhere. */
  @Test
  void printsCommandsThatWork() throws Exception {
    Path clusters = folder.resolve("my repo's/clusters");
    Path repository = Files.createDirectories(clusters.resolve("home"));
    git(clusters, "init", "-q", "-b", "main", ".");
    Cli.write(repository.resolve("node 1.yaml"), "vip: 2001:db8:5:10::2\nname: é\n");
    git(clusters, "add", ".");
    Cli shown = into(repository, "--current", "2001:db8:5:10::/64");
    assertEquals(0, shown.code(), shown.err());
    String apply = shown.err().substring(shown.err().lastIndexOf("| ") + 2);
    Path diff = folder.resolve("diff");
    Files.writeString(diff, shown.out());
    shell(apply.strip() + " <" + diff);
    Map<String, String> byGit = Cli.tree(repository);
    assertTrue(byGit.containsKey("leasehold/watcher.yaml"), byGit.keySet().toString());
    git(clusters, "checkout", "-q", ".");
    git(clusters, "clean", "-qfd");
    Cli written = into(repository, "--current", "2001:db8:5:10::/64", "--apply");
    assertEquals(0, written.code(), written.err());
    assertEquals(byGit, Cli.tree(repository));
    shell(written.err().lines().filter(line -> line.contains(" add ")).findFirst().orElseThrow());
    assertEquals("", git(clusters, "ls-files", "--others", "--modified"));
  }

  private static void shell(String command) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), command + "\n" + out);
  }

  @Test
  void doesNotOfferGitApplyForADiffWithEscapes() {
    Cli.write(folder.resolve("node.yaml"), "# \u202e\nvip: 2001:db8:5:10::2\n");
    Cli run = into(folder, "--current", "2001:db8:5:10::/64");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("\\u202e"), run.out());
    assertTrue(run.err().contains("git apply cannot read this diff"), run.err());
    assertFalse(run.err().contains("| git"), run.err());
  }

  @Test
  void takesAFolderThatIsALink() throws IOException {
    Path repository = repository("argocd");
    Path link = Files.createSymbolicLink(folder.resolve("link"), repository.resolve("manifests"));
    Cli run = into(link, "--apply");
    assertEquals(0, run.code(), run.err());
    Path file = repository.resolve("manifests/leasehold/watcher.yaml");
    WatcherConfig config = WatcherConfig.read(file, Files.readString(file));
    assertEquals("manifests", config.targets().getFirst().git().path());
    assertEquals(0, Cli.run("render", link.toString()).code());
  }

  @Test
  void looksAtLongListsInLinearWork() {
    lookAtList("once", 3_000); // loads classes, writes the file
    lookAtList("twice", 6_000);
    long once = allocated(() -> lookAtList("once", 3_000));
    long twice = allocated(() -> lookAtList("twice", 6_000));
    assertTrue(twice < once * 5 / 2, () -> once + " bytes, and " + twice + " for twice the input");
  }

  /** The bytes that a task allocates, which are the same on a busy machine. */
  private static long allocated(Runnable task) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    task.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void lookAtList(String name, int items) {
    Path list = folder.resolve(name);
    Path file = list.resolve("list.yaml");
    if (!Files.exists(file)) {
      StringBuilder text = new StringBuilder("apiVersion: v1\nkind: List\nitems:\n");
      for (int i = 0; i < items; i++) {
        text.append("  - name: n").append(i).append("\n    address: 2001:db8:1::1\n");
      }
      Cli.write(file, text.toString());
    }
    assertEquals(1, into(list).code());
  }

  @Test
  void overwritesNothing() throws IOException {
    Path repository = repository("argocd");
    Cli.write(repository.resolve("leasehold/watcher.yaml"), "mine: true\n");
    Cli run = into(repository, "--apply");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("watcher.yaml already exists; choose another folder"), run.err());
    assertEquals(0, into(repository, "--apply", "--folder", "ops/leasehold").code());
    assertEquals("mine: true\n", Files.readString(repository.resolve("leasehold/watcher.yaml")));
  }

  @Test
  void followsNoLinkOutOfTheFolder() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Cli.write(outside.resolve("pool.yaml"), POOL.formatted("theirs", "2001:db8:7:7::/112"));
    Path repository = Files.createDirectory(folder.resolve("inside"));
    Cli.write(repository.resolve("pool.yaml"), POOL.formatted("mine", "2001:db8:1:3::/112"));
    Files.createSymbolicLink(repository.resolve("theirs"), outside);
    Files.createSymbolicLink(repository.resolve("leasehold"), outside);
    Cli shown = into(repository);
    assertEquals(0, shown.code(), shown.err());
    assertFalse(shown.err().contains("CiliumLoadBalancerIPPool/theirs"), shown.err());
    Map<String, String> before = Cli.tree(outside);
    Cli run = into(repository, "--apply");
    assertEquals(1, run.code());
    assertTrue(
        run.err().contains("leasehold is a link, which is not followed; choose another folder"),
        run.err());
    assertEquals(before, Cli.tree(outside));
  }

  @Test
  void refusesAFolderThatIsTooDeep() {
    Path deep = folder;
    for (int i = 0; i < 70; i++) {
      deep = deep.resolve("d");
    }
    Cli.write(deep.resolve("pool.yaml"), POOL.formatted("a", "2001:db8:1:3::/112"));
    Cli run = into(folder);
    assertEquals(1, run.code());
    assertTrue(run.err().contains("folders are nested more than 64 deep"), run.err());
  }

  @Test
  void leavesARepositoryWithIntentAlone() {
    Path repository = Path.of("../testdata/render/somebody-elses-repository/original");
    Cli run = into(repository);
    assertEquals(1, run.code());
    assertTrue(
        run.err().contains("there is the DynamicPrefix home already, in infra/net/provider.yaml"),
        run.err());
  }

  @Test
  void saysThatThereIsNothingToBind() {
    Cli.write(folder.resolve("a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    Cli run = into(folder);
    assertEquals(1, run.code());
    assertTrue(run.err().contains("found nothing to bind: no pool"), run.err());
  }

  @Test
  void rejectsOptionsThatDoNotGoTogether() {
    String into = folder.toString();
    for (String[] words :
        new String[][] {
          {"init"},
          {"init", "--apply", into},
          {"init", "--into", into, into},
          {"init", "--into", into, "--component", "bgp"},
          {"init", "--into", into, "--current", "192.0.2.0/24"},
          {"init", "--into", into, "--current", "2001:db8::1/56"},
          {"init", "--into", into, "--folder", "../elsewhere"},
          {"init", "--into", into, "--folder", "/elsewhere"}
        }) {
      Cli run = Cli.run(words);
      assertEquals(2, run.code(), String.join(" ", words) + run.err());
    }
  }
}
