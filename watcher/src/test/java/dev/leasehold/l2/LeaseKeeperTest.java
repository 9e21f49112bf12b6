package dev.leasehold.l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.l2.ProbeResult.Finding;
import dev.leasehold.net.Address;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is not done while something fails. Rounds are half a minute apart. */
final class LeaseKeeperTest {
  private static final AnnouncedService WEB = service("web", "192.0.2.10");

  /** One that another node announces, and that answers. */
  private static final AnnouncedService WIKI = service("wiki", "192.0.2.12");

  private final Map<AnnouncedService, Finding> findings =
      new HashMap<>(Map.of(WEB, Finding.SILENT, WIKI, Finding.CONNECTED));
  private final Set<String> refused = new HashSet<>();
  private final List<String> deleted = new ArrayList<>();
  private final List<AnnouncementLease> leases = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-29T10:00:00Z");
  private boolean isCurrent = true;
  private boolean isProbeBroken;
  private boolean isServerAway;

  private final AnnouncementLeases cluster =
      new AnnouncementLeases() {
        @Override
        public List<AnnouncementLease> list(String namespace) throws IOException {
          if (isServerAway) {
            throw new IOException("away");
          }
          return List.copyOf(leases);
        }

        @Override
        public boolean delete(AnnouncementLease lease) throws IOException {
          if (refused.contains(lease.name())) {
            throw new IOException("forbidden");
          }
          deleted.add(lease.name());
          return leases.remove(lease);
        }
      };

  private final LeaseKeeper keeper =
      new LeaseKeeper(
          () -> Optional.of(known()),
          this::found,
          Repair.ON,
          "kube-system",
          "",
          () -> now,
          _ -> {});

  private static AnnouncedService service(String name, String address) {
    return new AnnouncedService(
        "shop", name, "uid-" + name, List.of(Address.parse(address)), List.of(443));
  }

  private KnownServices known() {
    return new KnownServices(
        List.of(WEB, WIKI),
        findings.keySet().stream().map(AnnouncedService::leaseName).collect(Collectors.toSet()),
        now,
        isCurrent);
  }

  private List<ProbeResult> found(List<AnnouncedService> services) throws IOException {
    if (isProbeBroken) {
      throw new IOException("no netlink");
    }
    return services.stream()
        .map(one ->
            new ProbeResult(
                one, one.addresses().getFirst(), findings.getOrDefault(one, Finding.SILENT)))
        .toList();
  }

  private void hold(String... names) {
    for (String name : names) {
      leases.add(
          new AnnouncementLease(
              "kube-system",
              name,
              "node-1",
              now.minusSeconds(3600),
              now.plusSeconds(86_400),
              "uid-" + name,
              "7"));
    }
  }

  private void rounds(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      now = now.plus(Duration.ofSeconds(30));
      keeper.run(cluster);
    }
  }

  private void failingRounds(int count) {
    for (int i = 0; i < count; i++) {
      assertThrows(IOException.class, () -> rounds(1));
    }
  }

  @Test
  void anOldAddressIsNoReasonWhileNobodyTellsTheNewOne() throws Exception {
    hold(WEB.leaseName(), WIKI.leaseName());
    isCurrent = false;
    rounds(100);
    assertEquals(List.of(), deleted);
    isCurrent = true;
    rounds(10);
    assertEquals(List.of(), deleted, "the attempts before it say nothing");
    rounds(2);
    assertEquals(List.of(WEB.leaseName()), deleted);
  }

  @Test
  void oneDeletionThatIsRefusedHoldsUpNoOther() throws Exception {
    String orphan = AnnouncedService.leaseName("shop", "gone");
    hold(orphan, WEB.leaseName(), WIKI.leaseName());
    refused.add(orphan);
    rounds(2);
    failingRounds(10);
    assertEquals(List.of(WEB.leaseName()), deleted);
    refused.clear();
    rounds(1);
    assertEquals(List.of(WEB.leaseName(), orphan), deleted);
  }

  @Test
  void aDeletionThatIsRefusedIsTriedAgain() throws Exception {
    hold(WEB.leaseName(), WIKI.leaseName());
    refused.add(WEB.leaseName());
    rounds(10);
    failingRounds(1);
    refused.clear();
    rounds(4);
    assertEquals(List.of(WEB.leaseName()), deleted);
  }

  @Test
  void anAnswerCountsAlsoWhileTheLeasesCannotBeRead() throws Exception {
    hold(WEB.leaseName(), WIKI.leaseName());
    rounds(9);
    isServerAway = true;
    findings.put(WEB, Finding.CONNECTED);
    findings.put(WIKI, Finding.SILENT);
    failingRounds(1);
    isServerAway = false;
    findings.put(WEB, Finding.SILENT);
    findings.put(WIKI, Finding.CONNECTED);
    rounds(9);
    assertEquals(List.of(), deleted);
  }

  @Test
  void whatCannotBeTriedIsNeitherReachableNorNot() throws Exception {
    hold(WEB.leaseName(), WIKI.leaseName());
    rounds(9);
    assertEquals(2, keeper.status().orElseThrow().results().size());
    isProbeBroken = true;
    failingRounds(1);
    assertTrue(keeper.status().orElseThrow().results().isEmpty());
    isProbeBroken = false;
    rounds(9);
    assertEquals(List.of(), deleted);
  }
}
