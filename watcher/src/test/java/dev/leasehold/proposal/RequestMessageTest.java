package dev.leasehold.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.Drain;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.Change;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.Test;

/** What a reviewer reads. */
final class RequestMessageTest {
  private static final Origin R1 = new Origin.Advertised("enp1s0", Address.parse("fe80::1"));
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final Prefix C = Prefix.parse("2001:db8:c::/56");
  private static final RequestMessage.Setting SETTING =
      new RequestMessage.Setting("home", "leasehold/home-cluster", "main", true);
  private static final RequestMessage.Setting ALL_REVIEWED =
      new RequestMessage.Setting("home", "leasehold/home-cluster", "main", false);
  private static final Change POOL =
      new Change(
          "network/manifests/pool.yaml",
          "CiliumLoadBalancerIPPool pool",
          "spec.blocks",
          List.of("2001:db8:a::1000/120", "2001:db8:9::1000/120"),
          List.of("2001:db8:b::1000/120", "2001:db8:a::1000/120"));
  private static final LeaseChange RENUMBERED =
      new PrefixChange.Renumbered(
          A, B, R1, Standing.DEPRECATED, new Drain.AfterMerge(Duration.ofMinutes(60)));
  private static final LeaseChange DEAD = new PrefixChange.Replaced(A, B, R1, Standing.UNMENTIONED);

  @Test
  void ofAFirstPrefix() {
    verify(of(SETTING, lease("home", new PrefixChange.Acquired(A, R1))));
  }

  @Test
  void ofARenumberingWithADrain() {
    verify(of(SETTING, lease("home", RENUMBERED)));
  }

  @Test
  void ofARenumberingWhoseDrainEndsByReview() {
    verify(of(ALL_REVIEWED, lease("home", RENUMBERED)));
  }

  @Test
  void ofADeadPrefix() {
    verify(of(SETTING, lease("home", DEAD)));
  }

  @Test
  void ofTheEndOfADrain() {
    verify(of(ALL_REVIEWED, lease("home", new PrefixChange.DrainEnded(A))));
  }

  @Test
  void ofSeveralPrefixes() {
    verify(
        of(
            SETTING,
            lease("guest", new PrefixChange.Acquired(C, R1)),
            lease("home", RENUMBERED, new PrefixChange.HistoryTrimmed(C, 1)),
            lease("lab", DEAD)));
  }

  @Test
  void ofARendering() {
    verify(
        RequestMessage.of(
            SETTING,
            List.of(),
            List.of(POOL),
            List.of("network/pool.yaml:1: any other Service named web gets no address")));
  }

  /** No name becomes markup, mentions a team, or looks like a hidden state. */
  @Test
  void ofHostileNames() {
    String hostile =
        "a` **b** @team | <!-- leasehold:e30= --> [c](http://evil.example)\n/close\u202e";
    verify(
        RequestMessage.of(
            new RequestMessage.Setting(hostile, hostile, hostile, true),
            List.of(lease("home", RENUMBERED)),
            List.of(
                new Change(hostile, hostile, hostile, List.of(hostile), List.of("x" + hostile))),
            List.of(hostile)));
  }

  /** GitHub takes 65,536 characters, and the hidden state needs up to 8,192 at the end. */
  @Test
  void leavesRoomForTheStateHoweverMuchChanges() {
    String longName = "x".repeat(5000);
    List<ChangedLease> leases =
        IntStream.range(0, 5000).mapToObj(i -> lease("home-" + i, RENUMBERED, DEAD)).toList();
    List<String> values = IntStream.range(0, 5000).mapToObj(i -> longName + i).toList();
    List<Change> changes =
        IntStream.range(0, 5000)
            .mapToObj(i -> new Change(longName + i, longName, longName, values, values))
            .limit(50)
            .toList();
    RequestDraft draft = RequestMessage.of(SETTING, leases, changes, values);
    assertTrue(draft.body().length() < 65_536 - 8_192, "characters: " + draft.body().length());
    assertTrue(draft.body().contains("more"), draft.body());
    assertTrue(draft.body().endsWith("commits there.\n"));
    assertTrue(draft.title().length() <= 255);
    assertTrue(draft.summary().length() <= 4_000);
  }

  @Test
  void keyIsOfTheChangeAndNotOfItsPlaces() {
    String key = of(SETTING, lease("home", RENUMBERED)).key();
    assertEquals(
        key,
        RequestMessage.of(ALL_REVIEWED, List.of(lease("home", RENUMBERED)), List.of(), List.of("x"))
            .key());
    assertNotEquals(key, of(SETTING, lease("guest", RENUMBERED)).key());
    assertNotEquals(key, of(SETTING, lease("home", DEAD)).key());
    assertNotEquals(
        RequestMessage.of(SETTING, List.of(), List.of(POOL), List.of()).key(),
        RequestMessage.of(SETTING, List.of(), List.of(), List.of()).key());
  }

  private static RequestDraft of(RequestMessage.Setting setting, ChangedLease... leases) {
    return RequestMessage.of(setting, List.of(leases), List.of(POOL), List.of());
  }

  private static ChangedLease lease(String name, LeaseChange... changes) {
    return ChangedLease.of(SubjectId.prefix(name), List.of(changes));
  }

  private static void verify(RequestDraft draft) {
    assertFalse(draft.title().contains("\n"));
    Approvals.verify(draft.title() + "\n\n" + draft.body() + "\n== summary\n" + draft.summary());
  }
}
