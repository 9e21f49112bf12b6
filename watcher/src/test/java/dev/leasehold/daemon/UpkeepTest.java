package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.transport.DelegationFiles;
import dev.leasehold.election.Elector;
import dev.leasehold.election.LeaseState;
import dev.leasehold.election.LeaseStore;
import dev.leasehold.election.Timing;
import dev.leasehold.state.SharedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A holder whose machine fails, and which looks every two seconds. */
class UpkeepTest {
  private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");
  private static final List<String> DEAF = List.of("prefix delegation on wan0 lost");

  @TempDir private Path state;
  private final Lease lease = new Lease();
  private Runnable request = () -> {};
  private long nanos;
  private final Elector elector = elector("a");
  private Upkeep upkeep = upkeep(Path.of("/"), Path.of("/"));

  /** The Lease in memory. */
  private static final class Lease implements LeaseStore {
    private LeaseStore.Found now =
        new LeaseStore.Found(new LeaseState("", Duration.ofSeconds(1), START, START, 4), "0");

    @Override
    public String place() {
      return "Lease network/leasehold-home";
    }

    @Override
    public LeaseStore.Answer read() {
      return now;
    }

    @Override
    public LeaseStore.Answer create(LeaseState created) {
      return new Conflict();
    }

    @Override
    public LeaseStore.Answer replace(LeaseStore.Found known, LeaseState next) {
      if (!known.equals(now)) {
        return new Conflict();
      }
      now = new LeaseStore.Found(next, now.version() + "0");
      return now;
    }
  }

  /** A Secret that takes everything. */
  private final class Secret implements SharedStore {
    @Override
    public String place() {
      return "Secret network/leasehold-home-dhcpv6";
    }

    @Override
    public SharedStore.Answer read() {
      request.run();
      return new Missing();
    }

    @Override
    public SharedStore.Answer create(Map<String, String> texts) {
      return new SharedStore.Found(new TreeMap<>(texts), "1");
    }

    @Override
    public SharedStore.Answer replace(SharedStore.Found known, Map<String, String> texts) {
      request.run();
      return new SharedStore.Found(new TreeMap<>(texts), known.version() + "0");
    }
  }

  private Elector elector(String identity) {
    return new Elector(
        Timing.DEFAULT, identity, lease, () -> nanos, () -> START.plusNanos(nanos), () -> true);
  }

  private Upkeep upkeep(Path stateDir, Path probed) {
    return new Upkeep(
        elector,
        new SharedState(new Secret(), new DelegationFiles(stateDir), () -> START, new Random(1)),
        new Fitness(probed, () -> nanos, Runnable::run));
  }

  @BeforeEach
  void leads() {
    upkeep = upkeep(state, state);
    elector.round();
    assertTrue(elector.leads());
    upkeep.begins();
    assertTrue(upkeep.takesOver(5));
    assertEquals(Optional.empty(), upkeep.shared().needsDuid(List.of(), Set.of()));
  }

  /** Whether it would step down within this time. */
  private boolean passesOn(Duration time, List<String> troubles) {
    for (long end = nanos + time.toNanos(); nanos < end; nanos += 2_000_000_000L) {
      elector.round();
      upkeep.keep(() -> troubles);
      if (upkeep.passesOn()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void worksOnWhileThereIsNoOtherWatcher() {
    assertFalse(passesOn(Duration.ofHours(1), DEAF));
    assertEquals(
        "prefix delegation on wan0 lost; no other watcher takes the Lease", upkeep.unfit());
    assertFalse(passesOn(Duration.ofSeconds(10), List.of()));
    assertEquals("", upkeep.unfit());
    assertEquals("", lease.now.lease().successor());
  }

  @Test
  void stepsDownForAnotherOneThatIsReady() {
    assertFalse(passesOn(Duration.ofMinutes(1), DEAF));
    assertEquals(LeaseState.WANTED, lease.now.lease().successor());
    Elector other = elector("b");
    other.round();
    assertTrue(passesOn(Duration.ofSeconds(4), DEAF));
    upkeep.givesUp();
    assertTrue(upkeep.unfit().startsWith("it gave up the Lease"), upkeep.unfit());
    elector.stepDown();
    other.round();
    assertTrue(other.leads());
  }

  @Test
  void offersTheLeaseIfTheDelegationsCannotBeRead() throws IOException {
    Path duid = state.resolve("dhcpv6/duid");
    Files.delete(duid);
    Files.createDirectory(duid); // the rest of the state directory can be written
    assertFalse(passesOn(Duration.ofMinutes(1), List.of()));
    assertEquals(LeaseState.WANTED, lease.now.lease().successor());
    assertTrue(upkeep.unfit().startsWith("stateDir: the DUID and the delegations cannot be read"));
  }

  /** A disk with errors fails the probe and the delegations. */
  @Test
  void acceptsTheLeaseAtOnceAfterAnErrorOfTheDiskHasEnded() throws IOException {
    Path duid = state.resolve("dhcpv6/duid");
    Files.delete(duid);
    Files.createDirectory(duid);
    Path full = state.resolve("full");
    Files.writeString(full, "not a folder");
    upkeep = upkeep(state, full);
    assertFalse(passesOn(Duration.ofMinutes(1), List.of()));
    assertFalse(upkeep.trouble().isEmpty());
    upkeep.givesUp();
    assertTrue(
        upkeep.unfit().startsWith("it gave up the Lease: stateDir: cannot write in " + full),
        upkeep.unfit());
    assertFalse(upkeep.unfit().contains(upkeep.trouble()), upkeep.unfit());
  }

  /** The thread that looks at the files stands still, and another one watches. */
  private boolean passesOnWhileItHangs(Runnable look) {
    AtomicBoolean passesOn = new AtomicBoolean();
    Elector other = elector("b");
    request =
        () -> {
          for (long end = nanos + 60_000_000_000L; nanos < end; nanos += 2_000_000_000L) {
            elector.round();
            other.round();
            passesOn.set(upkeep.passesOn());
          }
        };
    look.run();
    return passesOn.get();
  }

  @Test
  void passesOnTheLeaseWhileATakeoverHangs() {
    assertTrue(passesOnWhileItHangs(() -> assertTrue(upkeep.takesOver(6))));
    assertTrue(upkeep.unfit().contains("has not ended after 30 s"), upkeep.unfit());
    assertFalse(upkeep.passesOn());
  }

  @Test
  void passesOnTheLeaseWhileKeepingTheStateHangs() {
    assertTrue(passesOnWhileItHangs(() -> upkeep.keep(List::of)));
    assertFalse(upkeep.passesOn());
  }

  @Test
  void passesOnTheLeaseWhileTheTroublesOfTheWorkHang() {
    assertTrue(
        passesOnWhileItHangs(() ->
            upkeep.keep(() -> {
              request.run();
              return List.of();
            })));
  }
}
