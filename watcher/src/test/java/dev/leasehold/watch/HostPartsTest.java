package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.BINDINGS;
import static dev.leasehold.watch.House.BINDINGS_FILE;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.LEASE_FILE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.Forge.Product;
import dev.leasehold.hostparts.HostPartTask;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Prefix;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hostParts: Keep}: which Services enter the lease, and when. */
final class HostPartsTest {
  private static final String KEEP = BINDINGS + "  hostParts: Keep\n";

  @TempDir private Path folder;

  @Test
  void aRenumberingRecordsTheServicesThatHaveAnAddress() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005"), service("x", "none")));
    house.hears(R1, preferred(A)).after(600);
    assertEquals(1, house.commits().size(), "a Service alone is no reason for a commit");
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house));
    assertTrue(house.message().contains("1 Service keeps its host part in " + B + ".\n"));
    assertTrue(
        house
            .text("manifests/ciliumloadbalancerippool-home-media.tv.yaml")
            .contains("2001:db8:b::1005/128"));

    house.hostParts.observe(
        List.of(service("media", "tv", A, "1005"), service("media", "radio", A, "1001")));
    house.hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house), "it stays as it is");
  }

  /** The cluster may be slow, or off: what the lease says counts as what a Service has. */
  @Test
  void aSecondRenumberingBeforeTheClusterHasTheFirstKeepsThemToo() {
    House house = holdingA();
    List<ServiceObject> services =
        List.of(service("media", "tv", A, "1005"), service("media", "radio", A, "1001"));
    house.hostParts.observe(services);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.restartsWithoutState();
    house.hostParts.observe(services);
    house.hears(R1, withdrawn(A), deprecated(B), preferred(C)).after(5);
    assertEquals(
        List.of(
            kept(C, "media", "radio", "::1001"),
            kept(C, "media", "tv", "::1005"),
            kept(B, "media", "radio", "::1001"),
            kept(B, "media", "tv", "::1005")),
        records(house));
  }

  @Test
  void aServiceThatGotAnotherNumberKeepsThatOne() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.hostParts.observe(List.of(service("media", "tv", B, "1007")));
    house.hears(R1, deprecated(B), preferred(C)).after(5);
    assertTrue(records(house).contains(kept(C, "media", "tv", "::1007")), records(house)::toString);
  }

  /** After a power cut the provider has another prefix before the cluster runs. */
  @Test
  void afterARestartTheStateDirectoryKnowsThem() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.restarts().hears(R1, withdrawn(A), preferred(B)).after(8);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house));
  }

  @Test
  void aLossInBetweenForgetsNobody() {
    House house =
        holdingA(PREFIX.replace("minStable: 5s", "minStable: 5s, onLoss: Withdraw"), KEEP);
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, withdrawn(A)).after(600);
    assertEquals("Withdraw home: " + A, house.commits().getLast());
    house.hostParts.observe(List.of(service("media", "tv")));
    house.hears(R1, preferred(B)).after(5);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house));
  }

  @Test
  void aServiceThatIsGoneIsForgotten() {
    House house = holdingA();
    house.hostParts.observe(
        List.of(service("media", "tv", A, "1005"), service("media", "radio", A, "1001")));
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house));
  }

  /** Its blocks are in pools, and a block is never split. */
  @Test
  void aPrefixThatComesBackFromItsDrainStaysAsItWas() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.hears(R1, preferred(A), withdrawn(B)).after(60);
    assertEquals("Replace home: " + B + " → " + A, house.commits().get(2));
    assertEquals(List.of(), records(house));
  }

  @Test
  void namesServicesThatCannotKeepTheirs() {
    House house = holdingA();
    house.hostParts.observe(
        List.of(
            service("media", "tv", A, "1005"),
            service("lab", "tv"),
            service("media", "radio", A, "1001"),
            service("media", "stereo", A, "1001"),
            asking("media", "phone", A, "1009"),
            service("media", "lamp", A, "2001")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(), records(house));
    assertEquals(
        List.of(
            "media/radio and media/stereo do not keep the host part ::1001: they share the address."
                + " Let them ask for it, with a binding for each",
            "media/tv does not keep its host part: lab/tv has the same name and would get no address,"
                + " because a pool excludes by name. Rename one of them, or pin both with"
                + " hosts[].service"),
        warnings(house).stream().sorted().toList());
  }

  @Test
  void aServiceThatPeoplePinnedIsNotRecorded() {
    House house =
        holdingA(
            PREFIX
                + "  hosts:\n    - {name: web, suffix: \"::80\","
                + " service: {namespace: media, name: tv}}\n",
            KEEP);
    house.hostParts.observe(
        List.of(service("media", "tv", A, "1005"), service("media", "radio", A, "1001")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(kept(B, "media", "radio", "::1001")), records(house));
    assertEquals(List.of(), warnings(house));
  }

  @Test
  void recordsNoneAboveTheLimit() {
    House house =
        holdingA(PREFIX.replace("0x1000, prefixLength: 120", "0x1000, prefixLength: 116"), KEEP);
    List<ServiceObject> many = new ArrayList<>();
    for (int i = 0; i < 501; i++) {
      many.add(service("media", "s" + i, A, Integer.toHexString(0x1000 + i)));
    }
    house.hostParts.observe(many);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(), records(house));
    assertEquals(
        List.of(
            "DynamicPrefixBinding lb: hostParts: Keep: Services get other host parts in "
                + B
                + ", because 501 have addresses of it, and at most 500 can keep them. Pin those that"
                + " matter with hosts[].service"),
        warnings(house));
  }

  /** A renumbering never waits for the cluster. */
  @Test
  void withoutKnowledgeTheCommitSaysThatNumbersChange() {
    House house = holdingA();
    assertFalse(house.message().contains("Warnings"), "there was no number to lose");
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals("Renumber home: " + A + " → " + B, house.commits().getLast());
    assertEquals(
        List.of(
            "DynamicPrefixBinding lb: hostParts: Keep: Services get other host parts in "
                + B
                + ", because the API server has not listed the Services yet; leasehold status says why"),
        warnings(house));
  }

  @Test
  void theStatusSaysThatNobodyLooksAtServices() {
    House house = holdingA();
    assertEquals(List.of(), house.watch.status().warnings());
    house.looksAtServices = false;
    house.restarts().after(60);
    house.somebodyWrites("README.md", "x");
    house.after(600);
    assertEquals(
        List.of("DynamicPrefixBinding lb: hostParts: Keep has no effect: nobody looks"),
        house.watch.status().warnings());
  }

  /** Of an earlier time, when somebody looked. */
  @Test
  void aFileWithoutEffectIsNotUsed() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.looksAtServices = false;
    house.restarts().hears(R1, withdrawn(A), preferred(B)).after(8);
    assertEquals(List.of(), records(house));
  }

  /** Another watcher may have led since, and Services have other numbers now. */
  @Test
  void aFileOfDaysAgoIsNotUsed() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, preferred(A)).after(4 * 24 * 3600);
    house.restarts().hears(R1, withdrawn(A), preferred(B)).after(8);
    assertEquals(List.of(), records(house));
  }

  @Test
  void aFileIsKeptFreshByEachLook() {
    House house = holdingA();
    List<ServiceObject> services = List.of(service("media", "tv", A, "1005"));
    house.hostParts.observe(services);
    house.hears(R1, preferred(A)).after(4 * 24 * 3600);
    house.hostParts.observe(services);
    house.restarts().hears(R1, withdrawn(A), preferred(B)).after(8);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house));
  }

  @Test
  void whoeverHasTheAddressNowKeepsIt() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hostParts.observe(List.of(service("media", "tv"), service("media", "radio", A, "1005")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(kept(B, "media", "radio", "::1005")), records(house));
    assertEquals(
        List.of(
            "media/tv does not keep the host part ::1005, which it had: media/radio has it now"),
        warnings(house));
  }

  /** A pool of its own would be a second one for it. */
  @Test
  void aServiceThatMovedToAnotherPoolIsForgotten() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hostParts.observe(List.of(service("media", "tv", List.of("fd00::5"), false)));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(), records(house));
  }

  @Test
  void theSuffixOfAHostStaysWithTheHost() {
    House house = holdingA(PREFIX + "  hosts:\n    - {name: web, suffix: \"::1005\"}\n", KEEP);
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(), records(house));
    assertTrue(
        warnings(house)
            .contains("media/tv does not keep its host part ::1005: it is the suffix of a host"),
        warnings(house)::toString);
  }

  /** Each has a pool by namespace and name, so the exclusion of the name harms none. */
  @Test
  void twoServicesOfOneNameKeepTheirsTogether() {
    House house = holdingA();
    house.hostParts.observe(
        List.of(service("media", "tv", A, "1005"), service("lab", "tv", A, "1006")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(
        List.of(kept(B, "lab", "tv", "::1006"), kept(B, "media", "tv", "::1005")), records(house));
  }

  /** The address of a claim is IPv4, and the Service has its IPv6 number as others do. */
  @Test
  void aServiceWithAnIpv4ClaimKeepsItsNumber() {
    Map<String, String> files = House.files(BINDINGS_FILE, KEEP);
    files.put(
        "intent/claim.yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPClaim
        metadata: {name: mail}
        spec:
          poolName: public
          router: {host: gw, user: root, sshSecretRef: gw, wanParent: eth9}
          service: {namespace: media, name: tv}
        """);
    House house = House.in(folder, files).holding(A);
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(kept(B, "media", "tv", "::1005")), records(house));
  }

  @Test
  void aHostPartThatDoesNotFitIsSaid() {
    House house = holdingA();
    house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("0x1000", "0x3000"));
    house.hears(R1, preferred(A)).after(600);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(), records(house));
    assertEquals(
        List.of(
            "media/tv does not keep its host part ::1005: no pool that it could have has that"
                + " address in "
                + B),
        warnings(house));
  }

  @Test
  void anOpenRequestFollowsTheServices() {
    Map<String, String> files = House.files(BINDINGS_FILE, KEEP);
    try (ReviewedHouse reviewed =
        ReviewedHouse.with(folder, files, Product.GITEA, new ReviewRules(true, false, true))) {
      House house = reviewed.house;
      house.hostParts.observe(List.of(service("media", "tv", A, "1005")));
      reviewed.renumbers();
      assertTrue(reviewed.text(LEASE_FILE).contains(kept(B, "media", "tv", "::1005")));
      assertFalse(reviewed.text(LEASE_FILE).contains("radio"));
      house.hostParts.observe(
          List.of(service("media", "tv", A, "1005"), service("media", "radio", A, "1001")));
      reviewed.isReadAgain();
      assertTrue(reviewed.text(LEASE_FILE).contains(kept(B, "media", "radio", "::1001")));
      assertEquals(List.of(1L), reviewed.forge.numbers());
    }
  }

  /** A request that changes all the time cannot be reviewed. */
  @Test
  void anOpenRequestStaysWhenAServiceIsGone() {
    Map<String, String> files = House.files(BINDINGS_FILE, KEEP);
    try (ReviewedHouse reviewed =
        ReviewedHouse.with(folder, files, Product.GITEA, new ReviewRules(true, false, true))) {
      House house = reviewed.house;
      ServiceObject tv = service("media", "tv", A, "1005");
      ServiceObject radio = service("media", "radio", A, "1001");
      house.hostParts.observe(List.of(tv, radio));
      reviewed.renumbers();
      Optional<String> commit = reviewed.commit();
      String body = reviewed.forge.body(1);
      house.hostParts.observe(List.of(tv));
      reviewed.isReadAgain();
      house.restartsWithoutState();
      house.hears(R1, deprecated(A), preferred(B));
      reviewed.isReadAgain();
      assertEquals(commit, reviewed.commit());
      assertEquals(body, reviewed.forge.body(1));

      house.hostParts.observe(List.of(tv, service("lab", "radio")));
      reviewed.isReadAgain();
      assertTrue(reviewed.text(LEASE_FILE).contains(kept(B, "media", "tv", "::1005")));
      assertFalse(reviewed.text(LEASE_FILE).contains("radio"), "the name is not excluded");
    }
  }

  @Test
  void anOpenRequestLosesTheSuffixOfAHostBeforeServicesAreListed() {
    try (ReviewedHouse reviewed = requestWithTvAndRadio()) {
      House house = reviewed.house;
      house.restartsWithoutState();
      house.somebodyWrites(
          PREFIX_FILE, PREFIX + "  hosts:\n    - {name: web, suffix: \"::1005\"}\n");
      house.hears(R1, deprecated(A), preferred(B));
      reviewed.isReadAgain();
      assertTrue(reviewed.text(LEASE_FILE).contains(kept(B, "media", "radio", "::1001")));
      assertFalse(reviewed.text(LEASE_FILE).contains("tv"), reviewed.text(LEASE_FILE));
    }
  }

  /** As with {@code --once}. */
  @Test
  void anOpenRequestStaysWhileNobodyLooksAtServices() {
    try (ReviewedHouse reviewed = requestWithTvAndRadio()) {
      House house = reviewed.house;
      Optional<String> commit = reviewed.commit();
      house.looksAtServices = false;
      house.restarts();
      house.hears(R1, deprecated(A), preferred(B));
      reviewed.isReadAgain();
      assertEquals(commit, reviewed.commit());
    }
  }

  private ReviewedHouse requestWithTvAndRadio() {
    Map<String, String> files = House.files(PREFIX_FILE, PREFIX);
    files.put(BINDINGS_FILE, KEEP);
    ReviewedHouse reviewed =
        ReviewedHouse.with(folder, files, Product.GITEA, new ReviewRules(true, false, true));
    reviewed.house.hostParts.observe(
        List.of(service("media", "tv", A, "1005"), service("media", "radio", A, "1001")));
    return reviewed.renumbers();
  }

  @Test
  void afterARestartTheStateDirectoryKnowsWhyServicesKeepNone() {
    House house = holdingA();
    house.hostParts.observe(
        List.of(
            service("media", "tv", A, "1005"),
            service("lab", "tv"),
            service("media", "radio", A, "1001")));
    house.restarts().hears(R1, withdrawn(A), preferred(B)).after(8);
    assertEquals(List.of(kept(B, "media", "radio", "::1001")), records(house));
    assertTrue(
        warnings(house)
            .contains(
                "media/tv does not keep its host part: lab/tv has the same name and would get no"
                    + " address, because a pool excludes by name. Rename one of them, or pin both"
                    + " with hosts[].service"),
        warnings(house)::toString);
  }

  /**
   * Its name is excluded, and otherwise only Cilium would say so, in a condition of the Service.
   */
  @Test
  void saysThatALaterServiceOfTheNameGetsNoAddress() {
    House house = holdingA();
    ServiceObject tv = service("media", "tv", A, "1005");
    house.hostParts.observe(List.of(tv));
    house.hears(R1, deprecated(A), preferred(B)).after(60);
    ServiceObject dualStack = service("lab", "tv", List.of("203.0.113.5"), false);
    ServiceObject ipv4Only = service("old", "tv", List.of("203.0.113.6"), false, false);
    List<ServiceObject> services = new ArrayList<>(List.of(tv, dualStack, ipv4Only));
    HostPartTask task = // two targets may have the pool
        new HostPartTask(List.of(house.hostParts, house.hostParts), () -> Optional.of(services));
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      task.run(client);
      house.after(59);
      task.run(client);
      assertEquals("", task.trouble(), "Cilium may need a moment");
      house.after(1);
      task.run(client);
      assertEquals(
          "lab/tv gets no address of pool pool, which excludes its name, because media/tv keeps its"
              + " host part. Rename it, or pin it with hosts[].service",
          task.trouble());
      for (int i = 1; i <= 4; i++) {
        services.add(service("lab" + i, "tv"));
      }
      task.run(client);
      house.after(60);
      task.run(client);
      assertTrue(task.trouble().endsWith("; and 2 more Services"), task.trouble());
      services.removeIf(service -> service.namespace().startsWith("lab"));
      services.add(service("lab", "tv", List.of("fd00::5"), false));
      task.run(client);
      assertEquals("", task.trouble());
    }
  }

  private House holdingA() {
    return holdingA(PREFIX, KEEP);
  }

  private House holdingA(String prefix, String bindings) {
    Map<String, String> files = House.files(PREFIX_FILE, prefix);
    files.put(BINDINGS_FILE, bindings);
    return House.in(folder, files).holding(A);
  }

  private static ServiceObject service(String namespace, String name) {
    return service(namespace, name, List.of(), false);
  }

  private static ServiceObject service(String namespace, String name, Prefix in, String part) {
    return service(namespace, name, List.of(address(in, part)), false);
  }

  private static ServiceObject asking(String namespace, String name, Prefix in, String part) {
    return service(namespace, name, List.of(address(in, part)), true);
  }

  private static String address(Prefix in, String part) {
    return in.network() + part;
  }

  private static ServiceObject service(
      String namespace, String name, List<String> addresses, boolean asks) {
    return service(namespace, name, addresses, asks, true);
  }

  private static ServiceObject service(
      String namespace, String name, List<String> addresses, boolean asks, boolean mayHaveIpv6) {
    return new ServiceObject(
        namespace,
        name,
        "uid-" + name,
        "LoadBalancer",
        List.of(),
        ServiceObject.addresses(addresses),
        List.of(),
        asks,
        mayHaveIpv6,
        List.of(443),
        Map.of());
  }

  private static String kept(Prefix prefix, String namespace, String name, String part) {
    return "{prefix: \"%s\", namespace: \"%s\", name: \"%s\", hostPart: \"%s\"}"
        .formatted(prefix, namespace, name, part);
  }

  private static List<String> records(House house) {
    return house
        .text(LEASE_FILE)
        .lines()
        .filter(line -> line.contains("hostPart:"))
        .map(line -> line.replaceFirst("^ *- ", ""))
        .toList();
  }

  private static List<String> warnings(House house) {
    String message = house.message();
    int from = message.indexOf("\nWarnings:\n");
    return from < 0
        ? List.of()
        : message
            .substring(from + "\nWarnings:\n".length())
            .lines()
            .takeWhile(line -> line.startsWith("  "))
            .map(String::strip)
            .toList();
  }
}
