package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.cli.FakeSource;
import dev.leasehold.daemon.SharedState.Trouble;
import dev.leasehold.dhcpv6.transport.DelegationFiles;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus.State;
import dev.leasehold.state.SharedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines that share the state of one DHCPv6 client. */
class SharedStateTest {
  private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");
  private static final String CLIENT = "0004d1f0c0ffee00d1f0c0ffee00d1f0c0ff";

  @TempDir private Path folder;
  private final Secret secret = new Secret();
  private Instant now = START;
  private long term;

  private static final class Secret implements SharedStore {
    private @Nullable Found now;
    private String down = "";
    private boolean refusesWrites;
    private int writes;

    @Override
    public String place() {
      return "Secret network/leasehold-home-dhcpv6";
    }

    @Override
    public Answer read() {
      Found found = now;
      return !down.isEmpty() ? new Unavailable(down) : found == null ? new Missing() : found;
    }

    @Override
    public Answer create(Map<String, String> texts) {
      return !down.isEmpty() ? new Unavailable(down) : now == null ? put(texts) : new Conflict();
    }

    @Override
    public Answer replace(Found known, Map<String, String> texts) {
      Found found = now;
      if (!down.isEmpty() || refusesWrites) {
        return new Unavailable(down);
      }
      return found != null && found.version().equals(known.version()) ? put(texts) : new Conflict();
    }

    Found put(Map<String, String> texts) {
      writes++;
      Found put = new Found(new TreeMap<>(texts), Integer.toString(writes));
      now = put;
      return put;
    }

    Map<String, String> texts() {
      Found found = now;
      return found == null ? Map.of() : found.texts();
    }
  }

  private final class Machine {
    private final DelegationFiles files;
    private final SharedState shared;

    Machine(String name) {
      files = new DelegationFiles(folder.resolve(name));
      shared = new SharedState(secret, files, () -> now, new Random(name.hashCode()));
    }

    /** Leads, with the client that it makes if there is none. */
    Optional<Trouble> leads() {
      Optional<Trouble> trouble = takesOver();
      if (trouble.isEmpty()) {
        assertEquals(Optional.empty(), shared.needsDuid(List.of(), Set.of()));
        return shared.keep();
      }
      return trouble;
    }

    Optional<Trouble> takesOver() {
      term++;
      return shared.takeOver(term);
    }

    String duid() throws IOException {
      return files.read().getOrDefault("duid", "");
    }

    /** What its client has after an answer of the server. */
    void holds(String prefix, Instant at) throws IOException {
      List<String> _ =
          files.write(
              Map.of(
                  "wan0.leases",
                  """
                  client %s
                  asked home 7 56
                  server 00030001020000000a01
                  ia 7 1800 2880 %s
                  prefix %s 3600 7200 %s\
                  """
                      .formatted(CLIENT, at, prefix, at)));
    }

    String leases() throws IOException {
      return files.read().getOrDefault("wan0.leases", "");
    }
  }

  @Test
  void theFirstHolderMakesADuidForItsFirstClient() throws Exception {
    Machine a = new Machine("a");
    assertEquals(Optional.empty(), a.takesOver());
    assertEquals("", a.duid()); // only a client needs one
    assertEquals(Optional.empty(), a.shared.needsDuid(List.of(), Set.of()));
    assertEquals(Optional.empty(), a.shared.keep());
    assertTrue(a.duid().startsWith("0004"), a.duid()); // names no interface of this machine
    assertEquals(Map.of("duid", a.duid(), "generation", "1"), secret.texts());
  }

  @Test
  void theNextHolderContinuesAsTheSameClient() throws Exception {
    Machine a = new Machine("a");
    Machine b = new Machine("b");
    Optional<Trouble> _ = a.leads();
    a.holds("2001:db8:a::/56", START);
    assertEquals(Optional.empty(), a.shared.keep());
    assertEquals(Optional.empty(), b.takesOver());
    assertEquals(a.duid(), b.duid());
    assertEquals(a.leases(), b.leases());
  }

  @Test
  void aSecretWithoutDataIsFilled() throws Exception {
    secret.put(Map.of());
    Machine a = new Machine("a");
    a.files.makeDuid(new Random(1));
    assertEquals(Optional.empty(), a.takesOver());
    assertEquals(Map.of("duid", a.duid(), "generation", "1"), secret.texts());
  }

  @Test
  void replacesTheDuidOfAMachineThatHadOne() throws Exception {
    Machine a = new Machine("a");
    Machine b = new Machine("b");
    a.files.makeDuid(new Random(1));
    b.files.makeDuid(new Random(2));
    assertFalse(a.duid().equals(b.duid()));
    Optional<Trouble> _ = a.leads();
    Optional<Trouble> _ = b.leads();
    assertEquals(a.duid(), b.duid());
    Machine again = new Machine("a");
    Optional<Trouble> _ = again.takesOver();
    assertEquals(a.duid(), again.duid());
  }

  @Test
  void writesNoRenewalUntilHalfOfTheLifetimeHasPassed() throws Exception {
    Machine a = new Machine("a");
    Optional<Trouble> _ = a.leads();
    a.holds("2001:db8:a::/56", START);
    Optional<Trouble> _ = a.shared.keep();
    assertEquals(3, secret.writes);
    for (int minutes = 1; minutes <= 60; minutes++) {
      now = START.plusSeconds(60L * minutes);
      a.holds("2001:db8:a::/56", now);
      Optional<Trouble> _ = a.shared.keep();
    }
    assertEquals(3, secret.writes);
    now = now.plusSeconds(1);
    Optional<Trouble> _ = a.shared.keep();
    assertEquals(4, secret.writes);
    assertTrue(secret.texts().getOrDefault("wan0.leases", "").contains("21:00:00Z"), "renewed");
    a.holds("2001:db8:b::/56", now);
    Optional<Trouble> _ = a.shared.keep();
    assertEquals(5, secret.writes);
    Optional<Trouble> _ = a.shared.keep();
    assertEquals(5, secret.writes);
  }

  @Test
  void keepsItsOwnLaterRenewalsWhenItLeadsAgain() throws Exception {
    Machine a = new Machine("a");
    Optional<Trouble> _ = a.leads();
    a.holds("2001:db8:a::/56", START);
    Optional<Trouble> _ = a.shared.keep();
    a.holds("2001:db8:a::/56", START.plusSeconds(600));
    Optional<Trouble> _ = a.leads();
    assertTrue(a.leases().contains("20:10:00Z"), a.leases());
    Machine b = new Machine("b");
    Optional<Trouble> _ = b.leads();
    b.holds("2001:db8:b::/56", START.plusSeconds(300));
    Optional<Trouble> _ = b.shared.keep();
    Optional<Trouble> _ = a.leads();
    assertTrue(a.leases().contains("2001:db8:b::/56"), a.leases());
  }

  @Test
  void keepsTheStateOfOtherInterfaces() throws Exception {
    Machine a = new Machine("a");
    Optional<Trouble> _ = a.leads();
    Map<String, String> more = new TreeMap<>(secret.texts());
    more.put("dsl0.leases", "client " + CLIENT);
    secret.put(more);
    a.holds("2001:db8:a::/56", START);
    assertEquals(Optional.empty(), a.shared.keep());
    assertEquals(
        List.of("dsl0.leases", "duid", "generation", "wan0.leases"),
        List.copyOf(secret.texts().keySet()));
  }

  @Test
  void leavesOutWhatIsDamaged() throws Exception {
    Machine a = new Machine("a");
    a.holds("2001:db8:a::/56", START);
    Optional<Trouble> _ = a.leads();
    Map<String, String> bad = new TreeMap<>(secret.texts());
    bad.put("wan0.leases", "prefix first");
    bad.put("../../passwd", "root");
    secret.put(bad);
    assertEquals(Optional.empty(), a.takesOver());
    assertTrue(a.leases().contains("2001:db8:a::/56"), a.leases());
  }

  @Test
  void doesNotBeginWithoutTheServer() throws Exception {
    Machine a = new Machine("a");
    secret.down = "no route";
    assertEquals(
        "Secret network/leasehold-home-dhcpv6: no route", a.takesOver().orElseThrow().why());
    assertEquals("", a.duid());
  }

  @Test
  void sharesWhatChangedDuringAnOutageAfterwards() throws Exception {
    Machine a = new Machine("a");
    Optional<Trouble> _ = a.leads();
    secret.down = "no route";
    a.holds("2001:db8:a::/56", START);
    assertTrue(a.shared.keep().isPresent());
    secret.down = "";
    secret.put(secret.texts()); // and somebody edited it
    assertEquals(Optional.empty(), a.shared.keep());
    assertTrue(secret.texts().containsKey("wan0.leases"));
  }

  /** Such as a renumbering while the API server is away, and a restart before it is back. */
  @Test
  void keepsWhatChangedSinceTheSecretWasWritten() throws Exception {
    Machine a = new Machine("a");
    Optional<Trouble> _ = a.leads();
    a.holds("2001:db8:a::/56", START);
    Optional<Trouble> _ = a.shared.keep();
    a.holds("2001:db8:b::/56", START.plusSeconds(60));
    Machine again = new Machine("a");
    assertEquals(Optional.empty(), again.takesOver());
    assertTrue(again.leases().contains("2001:db8:b::/56"), again.leases());
    assertTrue(secret.texts().getOrDefault("wan0.leases", "").contains("2001:db8:b::/56"));
    assertEquals("2", secret.texts().get("generation"));
  }

  /** The clock of a machine says nothing about which one is newer. */
  @Test
  void takesOverWhatALaterHolderSharedWhateverItsClockSays() throws Exception {
    Machine a = new Machine("a");
    Machine b = new Machine("b");
    Optional<Trouble> _ = a.leads();
    a.holds("2001:db8:a::/56", START);
    Optional<Trouble> _ = a.shared.keep();
    Optional<Trouble> _ = b.leads();
    b.holds("2001:db8:c::/56", START.minusSeconds(7200));
    Optional<Trouble> _ = b.shared.keep();
    a.holds("2001:db8:b::/56", START.plusSeconds(60)); // while it was cut off
    Optional<Trouble> _ = a.leads();
    assertTrue(a.leases().contains("2001:db8:c::/56"), a.leases());
    assertEquals("3", secret.texts().get("generation"));
  }

  @Test
  void aHolderThatDoesNotKnowThatItLostLeavesTheSecretAlone() throws Exception {
    Machine a = new Machine("a");
    Machine b = new Machine("b");
    Optional<Trouble> _ = a.leads();
    Optional<Trouble> _ = b.leads();
    Map<String, String> before = secret.texts();
    a.holds("2001:db8:b::/56", START);
    assertEquals(
        "Secret network/leasehold-home-dhcpv6: another watcher took it over, in generation 2",
        a.shared.keep().orElseThrow().why());
    assertEquals(before, secret.texts());
  }

  @Test
  void takesOverNothingThatItCouldNotShare() throws Exception {
    Machine a = new Machine("a");
    Machine b = new Machine("b");
    Optional<Trouble> _ = a.leads();
    a.holds("2001:db8:a::/56", START);
    Optional<Trouble> _ = a.shared.keep();
    secret.refusesWrites = true;
    assertTrue(b.takesOver().isPresent());
    assertEquals("", b.duid());
    secret.refusesWrites = false;
    assertEquals(Optional.empty(), b.takesOver());
    assertEquals(a.leases(), b.leases());
  }

  /** Somebody made the Secret again, and another machine shared its own client. */
  @Test
  void aGenerationOfAnotherClientDoesNotCount() throws Exception {
    Machine a = new Machine("a");
    Machine b = new Machine("b");
    Optional<Trouble> _ = a.leads();
    Optional<Trouble> _ = a.leads();
    secret.put(Map.of());
    Optional<Trouble> _ = b.leads();
    assertFalse(a.duid().equals(b.duid()));
    Optional<Trouble> _ = a.leads();
    assertEquals(b.duid(), a.duid());
  }

  /** Such as a second watcher that starts before the first one has shared its DUID. */
  @Test
  void makesNoDuidForALeaseOfAnotherOne() throws Exception {
    Machine b = new Machine("b");
    assertEquals(Optional.empty(), b.takesOver());
    List<Channel> opened = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    Set<String> leased = new TreeSet<>(Set.of("home"));
    DuidGuard guard =
        new DuidGuard(
            b.shared,
            channel -> {
              opened.add(channel);
              return new FakeSource();
            },
            () -> unread,
            () -> leased,
            () -> now,
            Duration.ZERO);
    Source refused = guard.apply(delegation("home", ""));
    refused.close();
    assertEquals(List.of(), opened);
    assertEquals("", b.duid());
    assertEquals(
        "neither this machine nor Secret network/leasehold-home-dhcpv6 has a DUID, and Git has a"
            + " lease of home, which a new DUID would lose",
        b.shared.needsDuid(unread, leased).orElseThrow().reason());

    guard.apply(delegation("home", "00030001020000000a01")).close(); // of the intent
    assertEquals(1, opened.size());
    assertEquals("", b.duid());
    leased.clear();
    unread.add("office"); // what it leases is not known
    guard.apply(delegation("guest", "")).close();
    assertEquals(1, opened.size());
    unread.clear();
    guard.apply(delegation("guest", "")).close();
    assertEquals(2, opened.size());
    assertTrue(b.duid().startsWith("0004"), b.duid());
  }

  /** The remedy if the Secret and the state directory are lost. */
  @Test
  void takesADuidThatAPersonWrites() throws Exception {
    Machine a = new Machine("a");
    assertEquals(Optional.empty(), a.takesOver());
    Set<String> leased = Set.of("home");
    assertTrue(a.shared.needsDuid(List.of(), leased).isPresent());
    Map<String, String> texts = new TreeMap<>(secret.texts());
    texts.put("duid", "no DUID");
    secret.put(texts);
    assertEquals(Optional.empty(), a.shared.keep());
    assertTrue(a.shared.needsDuid(List.of(), leased).isPresent());
    int writes = secret.writes;
    assertEquals(Optional.empty(), a.shared.keep());
    assertEquals(writes, secret.writes);
    texts.put("duid", CLIENT);
    secret.put(texts);
    assertEquals(Optional.empty(), a.shared.keep());
    assertEquals(CLIENT, a.duid());
    assertEquals(Optional.empty(), a.shared.needsDuid(List.of(), leased));
    assertEquals(Optional.empty(), a.shared.keep());
    assertEquals(CLIENT, secret.texts().get("duid"));
  }

  /** The source is opened again, so that it sees a DUID that comes. */
  @Test
  void aSourceWithoutADuidIsTriedAgain() throws Exception {
    Machine a = new Machine("a");
    assertEquals(Optional.empty(), a.takesOver());
    DuidGuard guard =
        new DuidGuard(
            a.shared,
            _ -> new FakeSource(),
            List::of,
            () -> Set.of("home"),
            () -> now,
            Duration.ZERO);
    List<SourceEvent> events = new ArrayList<>();
    try (Source absent = guard.apply(delegation("home", ""))) {
      IOException why = assertThrows(IOException.class, () -> absent.run(events::add));
      assertTrue(String.valueOf(why.getMessage()).contains("has a DUID"), why.toString());
    }
    assertEquals(1, events.size());
  }

  /** At the first start one target is read before the other one. */
  @Test
  void aSourceWaitsForTheTargetsToBeRead() throws Exception {
    Machine a = new Machine("a");
    assertEquals(Optional.empty(), a.takesOver());
    List<String> unread = new ArrayList<>(List.of("office", "shop", "depot"));
    List<Integer> opened = new ArrayList<>();
    DuidGuard guard =
        new DuidGuard(
            a.shared,
            _ -> {
              opened.add(unread.size());
              FakeSource source = new FakeSource();
              source.close();
              return source;
            },
            () -> {
              List<String> left = List.copyOf(unread);
              unread.removeAll(left.subList(0, Math.min(1, left.size())));
              return left;
            },
            Set::of,
            () -> now,
            Duration.ZERO);
    try (Source waiting = guard.apply(delegation("home", ""))) {
      assertFalse(waiting.status().isDeaf());
      assertTrue(waiting.status().detail().contains("office, shop, depot has not been read"));
      waiting.run(_ -> {});
      assertEquals(List.of(0), opened);
      assertEquals(State.LISTENING, waiting.status().state());
    }
  }

  /** The API server may be away again when it has answered only for the Lease. */
  @Test
  void aTermThatGoesOnNeedsNoAnswer() {
    Machine a = new Machine("a");
    assertEquals(Optional.empty(), a.shared.takeOver(7));
    secret.down = "no route";
    assertEquals(Optional.empty(), a.shared.takeOver(7));
    assertTrue(a.shared.takeOver(8).isPresent());
    assertTrue(a.shared.takeOver(8).isPresent());
  }

  @Test
  void saysWhenAFileOfThisMachineIsTheReason() throws Exception {
    Machine a = new Machine("a");
    Optional<Trouble> _ = a.leads();
    Path duid = folder.resolve("a/dhcpv6/duid");
    Files.delete(duid);
    Files.createDirectory(duid);
    Trouble here = a.shared.keep().orElseThrow();
    assertTrue(here.isLocal(), here.why());
    assertTrue(here.why().startsWith("stateDir: "), here.why());
    assertTrue(a.takesOver().orElseThrow().isLocal());
    Files.delete(duid);
    secret.down = "no route";
    assertFalse(a.takesOver().orElseThrow().isLocal());
  }

  private static Channel delegation(String prefix, String duid) {
    return new Channel.Delegation(
        "wan0",
        new TreeMap<>(Map.of(prefix, new DynamicPrefix.Delegation("wan0", 56, duid))),
        duid);
  }
}
