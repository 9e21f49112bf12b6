package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.Drain;
import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.files.Scope;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random renumberings of a pool whose Services keep their host parts. After each: no two blocks
 * overlap, each kept address is alone in the pool of its Service, all blocks together hand out the
 * whole subnet, and a block that was there before has the same bounds.
 */
class KeptServicesLawTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final SortedMap<String, String> files = new TreeMap<>();
  private List<PrefixLease.Entry> entries = List.of();

  /** The blocks after the rendering before, by pool. */
  private Map<String, List<AddressRange>> before = Map.of();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyRenumberingKeepsTheNumbers(long seed) {
    Random random = new Random(seed);
    renumber(random, 3 + random.nextInt(5), 1 + random.nextInt(20), 116 + random.nextInt(9));
  }

  @Test
  void theMostServicesThatCanKeepTheirNumbersDoSo() {
    renumber(new Random(500), 3, PrefixLease.MOST_SERVICES, 118);
    assertTrue(before.size() > PrefixLease.MOST_SERVICES, before.size() + " pools");
  }

  private void renumber(Random random, int times, int most, int subnetLength) {
    int length = 48 + random.nextInt(17);
    boolean spares = random.nextInt(4) > 0 || most == PrefixLease.MOST_SERVICES;
    BigInteger size = BigInteger.ONE.shiftLeft(128 - subnetLength);
    BigInteger offset = size.multiply(BigInteger.valueOf(1 + random.nextInt(9)));
    files.put("intent.yaml", intent(offset, subnetLength));
    if (!spares || random.nextBoolean()) {
      files.put("pool.yaml", pool(spares));
    }
    List<DynamicPrefix.ServiceRef> names = names(most);
    Map<DynamicPrefix.ServiceRef, BigInteger> numbers = new HashMap<>();
    for (int i = 0; i < times; i++) {
      change(random, most, names, numbers, size.intValue(), spares);
      succeed(random, i, length, offset, numbers);
      check(offset, size, spares);
      if (random.nextBoolean()) { // a drain ends
        entries = entries.subList(0, Math.max(1, entries.size() - 1));
        check(offset, size, spares);
      }
    }
  }

  /** Services come and go; one that stays has the same number in most cases. */
  private static void change(
      Random random,
      int most,
      List<DynamicPrefix.ServiceRef> names,
      Map<DynamicPrefix.ServiceRef, BigInteger> numbers,
      int size,
      boolean spares) {
    numbers.keySet().removeIf(name -> random.nextInt(6) == 0);
    Set<BigInteger> taken = new HashSet<>(numbers.values());
    int wanted = most > 100 ? most : random.nextInt(most + 1);
    Collections.shuffle(names, random);
    for (DynamicPrefix.ServiceRef name : names) {
      BigInteger number =
          BigInteger.valueOf(spares ? 1 + random.nextInt(size - 2) : random.nextInt(size));
      if (numbers.size() < wanted && !numbers.containsKey(name) && taken.add(number)) {
        numbers.put(name, number);
      }
    }
  }

  private static List<DynamicPrefix.ServiceRef> names(int most) {
    List<DynamicPrefix.ServiceRef> names = new ArrayList<>();
    for (int i = 0; i < 3 * most; i++) {
      names.add(new DynamicPrefix.ServiceRef("ns" + i % 7, "s" + i / 2));
    }
    return names;
  }

  private void succeed(
      Random random,
      int round,
      int length,
      BigInteger offset,
      Map<DynamicPrefix.ServiceRef, BigInteger> numbers) {
    Prefix prefix =
        Prefix.parseMasked("2001:db8:" + Integer.toHexString(round + 1) + "00::/" + length);
    List<PrefixLease.KeptService> kept = new ArrayList<>();
    numbers.forEach((service, number) ->
        kept.add(
            new PrefixLease.KeptService(service, new Address(Family.IPV6, offset.add(number)))));
    List<PrefixLease.Entry> now = new ArrayList<>();
    now.add(
        new PrefixLease.Current(prefix, START.plusSeconds(round), round == 0 ? List.of() : kept));
    for (PrefixLease.Entry entry :
        random.nextInt(4) == 0 ? List.<PrefixLease.Entry>of() : entries) {
      now.add(
          entry instanceof PrefixLease.Current current
              ? current.draining(new Drain.Until(START.plusSeconds(3600)))
              : entry);
    }
    entries = now.subList(0, Math.min(3, now.size()));
  }

  private void check(BigInteger offset, BigInteger size, boolean spares) {
    PrefixLease lease = new PrefixLease("home", "router-advertisement", entries);
    Document written =
        lease.write(
            Optional.ofNullable(files.get("lease.yaml"))
                .map(t -> Document.inFile("lease.yaml", 1, t)),
            "lease.yaml");
    assertEquals(lease, PrefixLease.read(written.root()));
    files.put("lease.yaml", written.text());
    render();
    Map<String, List<AddressRange>> pools = new TreeMap<>();
    Map<String, Set<String>> excluded = new HashMap<>();
    read(pools, excluded);
    List<AddressRange> all = new ArrayList<>();
    pools.values().forEach(all::addAll);
    Collections.sort(all);
    for (int i = 1; i < all.size(); i++) {
      assertTrue(!all.get(i - 1).overlaps(all.get(i)), all.get(i - 1) + " and " + all.get(i));
    }
    BigInteger handedOut = BigInteger.ZERO;
    Set<AddressRange> own = new HashSet<>();
    Set<String> names = new TreeSet<>();
    Set<String> expected = new TreeSet<>(Set.of("lb"));
    for (PrefixLease.Entry entry : entries) {
      for (PrefixLease.KeptService kept : entry.services()) {
        String pool = "home-" + kept.service().namespace() + "." + kept.service().name();
        AddressRange address = AddressRange.of(entry.prefix().host(kept.hostPart()));
        expected.add(pool);
        assertTrue(pools.getOrDefault(pool, List.of()).contains(address), pool + " " + address);
        assertTrue(own.add(address), "in one pool: " + address);
        if (!mayBeHeld(kept, pools.getOrDefault("lb", List.of()))) {
          names.add(kept.service().name());
        }
      }
      AddressRange subnet =
          new AddressRange(
              entry.prefix().network().plus(offset),
              entry.prefix().network().plus(offset).plus(size.subtract(BigInteger.ONE)));
      BigInteger ofSubnet =
          all.stream()
              .filter(subnet::contains)
              .map(block -> given(block, spares))
              .reduce(BigInteger.ZERO, BigInteger::add);
      assertEquals(spares ? size.subtract(BigInteger.TWO) : size, ofSubnet, "of " + subnet);
      handedOut = handedOut.add(ofSubnet);
    }
    assertEquals(
        handedOut,
        all.stream().map(b -> given(b, spares)).reduce(BigInteger.ZERO, BigInteger::add),
        "nothing outside of the subnets");
    assertEquals(expected, pools.keySet());
    assertEquals(names, excluded.getOrDefault("lb", Set.of()));
    before.forEach((pool, blocks) -> {
      for (AddressRange block : blocks) {
        boolean isLeased =
            entries.stream().anyMatch(entry -> entry.prefix().range().contains(block));
        assertEquals(isLeased, pools.getOrDefault(pool, List.of()).contains(block), pool + block);
      }
    });
    before = pools;
  }

  /** Whether the Service may have an address of the pool for all until a drain ends. */
  private boolean mayBeHeld(PrefixLease.KeptService kept, List<AddressRange> blocks) {
    for (PrefixLease.Entry entry : entries) {
      for (PrefixLease.Entry of : entries) {
        boolean isOfService =
            of.services().stream().anyMatch(s -> s.service().equals(kept.service()));
        if (entry instanceof PrefixLease.Draining && isOfService) {
          for (PrefixLease.KeptService each : of.services()) {
            AddressRange address = AddressRange.of(entry.prefix().host(each.hostPart()));
            if (each.service().equals(kept.service())
                && blocks.stream().anyMatch(block -> block.contains(address))) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** How many addresses LB-IPAM gives of a block: without the first and last one of a CIDR. */
  private static BigInteger given(AddressRange block, boolean spares) {
    boolean isLarge = block.asPrefix().filter(prefix -> prefix.length() < 127).isPresent();
    return spares && isLarge ? block.size().subtract(BigInteger.TWO) : block.size();
  }

  private void render() {
    for (int i = 0; i < 2; i++) {
      KrmPackage old = KrmPackage.of(files);
      Rendering rendering = Renderer.render(old.documents(), Optional.empty(), Scope.WHOLE);
      assertEquals(List.of(), rendering.errors());
      if (i == 1) {
        assertEquals(Map.of(), old.changed(rendering.documents()), "a second run changes nothing");
      }
      files.putAll(old.changed(rendering.documents()));
      files.values().removeIf(String::isEmpty);
    }
  }

  private void read(Map<String, List<AddressRange>> pools, Map<String, Set<String>> excluded) {
    for (Document document : KrmPackage.of(files).documents()) {
      Field root = document.root();
      if (root.get("kind").text().equals("CiliumLoadBalancerIPPool")) {
        String name = root.get("metadata").get("name").text();
        List<AddressRange> blocks = new ArrayList<>();
        for (Field block : root.get("spec").get("blocks").items()) {
          blocks.add(
              block
                  .find("cidr")
                  .map(c -> Prefix.parse(c.text()).range())
                  .orElseGet(() -> range(block)));
        }
        pools.put(name, blocks);
        for (Field expression :
            root.find(List.of("spec", "serviceSelector", "matchExpressions"))
                .map(Field::items)
                .orElse(List.of())) {
          Set<String> values = new TreeSet<>();
          expression.get("values").items().forEach(value -> values.add(value.text()));
          assertTrue(!values.isEmpty(), "LB-IPAM would stop");
          excluded.put(name, values);
        }
      }
    }
  }

  private static AddressRange range(Field block) {
    return new AddressRange(
        Address.parse(block.get("start").text()), Address.parse(block.get("stop").text()));
  }

  private static String intent(BigInteger offset, int length) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefix
    metadata: {name: home}
    spec:
      acquisition: {routerAdvertisement: {interface: eth0}}
      subnets: [{name: pool, offset: %s, prefixLength: %d}]
    ---
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefixBinding
    metadata: {name: lb}
    spec:
      prefixRef: {name: home, subnet: pool}
      target: {kind: CiliumLoadBalancerIPPool, name: lb}
      hostParts: Keep
    """
        .formatted(offset, length);
  }

  private static String pool(boolean spares) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumLoadBalancerIPPool
    metadata:
      name: lb
    spec:
      allowFirstLastIPs: "%s"
      blocks: []
    """
        .formatted(spares ? "No" : "Yes");
  }
}
