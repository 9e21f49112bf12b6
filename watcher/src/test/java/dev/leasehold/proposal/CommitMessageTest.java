package dev.leasehold.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.Change;
import dev.leasehold.source.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commit messages, which people read in {@code git log}, and trailers, which scripts read. */
final class CommitMessageTest {
  private static final Origin R1 = new Origin.Advertised("enp1s0", Address.parse("fe80::1"));
  private static final Address IP = Address.parse("203.0.113.7");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final Prefix C = Prefix.parse("2001:db8:c::/56");
  private static final Instant UNTIL = Instant.parse("2026-11-21T11:00:00Z");
  private static final Change POOL =
      new Change(
          "manifests/pool.yaml",
          "CiliumLoadBalancerIPPool pool",
          "spec.blocks",
          List.of("2001:db8:a::1000/120", "2001:db8:9::1000/120"),
          List.of("2001:db8:b::1000/120", "2001:db8:a::1000/120"));
  private static final LeaseChange RENUMBERED =
      new PrefixChange.Renumbered(A, B, R1, Standing.DEPRECATED, UNTIL);

  @TempDir private Path folder;

  /** Scripts depend on these words. */
  @Test
  void reasonsMatchTheDocumentation() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readString(Path.of("../docs/watching.md")).lines().toList()) {
      Matcher last = Pattern.compile("\\| ((`[A-Z][A-Za-z]+`(, )?)+) \\|$").matcher(line);
      if (last.find()) {
        documented.addAll(List.of(last.group(1).replace("`", "").split(", ")));
      }
    }
    Set<String> reasons = new TreeSet<>(Set.of("Rendered"));
    for (Standing cause : Standing.values()) {
      if (cause != Standing.PREFERRED && cause != Standing.UNKNOWN) { // not a reason for a change
        reasons.add(new PrefixChange.Replaced(A, B, R1, cause).spelling());
      }
    }
    for (LeaseChange change :
        List.of(
            new PrefixChange.Acquired(A, R1),
            new PrefixChange.DrainEnded(A),
            new PrefixChange.HistoryTrimmed(A, 2),
            new AddressChange.Replaced(IP, IP, "wan-web on gw"),
            new AddressChange.Moved(IP, IP, "wan-web on gw"),
            new AddressChange.Releasing(IP, "its claim is gone"),
            new AddressChange.Amended(IP, "for another pool"),
            new LeaseChange.Removed(SubjectId.Kind.PREFIX))) {
      reasons.add(change.spelling());
    }
    assertEquals(reasons, documented);
  }

  @Test
  void ofEachKindOfChange() {
    List<LeaseChange> kinds =
        List.of(
            new PrefixChange.Acquired(A, R1),
            RENUMBERED,
            new PrefixChange.Replaced(A, B, R1, Standing.UNMENTIONED),
            new PrefixChange.Replaced(A, B, R1, Standing.WITHDRAWN),
            new PrefixChange.Returned(A, B, R1, Standing.WITHDRAWN),
            new PrefixChange.Lost(A, Standing.EXPIRED),
            new PrefixChange.DrainEnded(A),
            new PrefixChange.DrainShortened(A, Standing.WITHDRAWN),
            new PrefixChange.HistoryTrimmed(A, 2));
    StringBuilder all = new StringBuilder();
    for (LeaseChange kind : kinds) {
      all.append("== ").append(kind.getClass().getSimpleName()).append('\n');
      all.append(
          CommitMessage.of("home", List.of(subject("home-ipv6", kind)), List.of(POOL), List.of()));
    }
    Approvals.verify(all);
  }

  @Test
  void ofEachChangeOfAPublicAddress() {
    Address next = Address.parse("198.51.100.4");
    List<LeaseChange> kinds =
        List.of(
            new AddressChange.Acquired(IP, "wan-web on gw", ""),
            new AddressChange.Replaced(IP, next, "wan-web on gw"),
            new AddressChange.Moved(IP, next, "wan-web on gw"),
            new AddressChange.Releasing(IP, "its PublicIPClaim is gone"),
            new AddressChange.Amended(IP, "203.0.113.7 is for pool public now"),
            new LeaseChange.Removed(SubjectId.Kind.PUBLIC_IP));
    StringBuilder all = new StringBuilder();
    for (LeaseChange kind : kinds) {
      all.append("== ").append(kind.getClass().getSimpleName()).append('\n');
      ChangedLease lease = ChangedLease.of(SubjectId.publicIp("web"), List.of(kind));
      all.append(CommitMessage.of("home", List.of(lease), List.of(), List.of()));
    }
    Approvals.verify(all);
  }

  @Test
  void ofSeveralChangesOfOnePrefix() {
    Approvals.verify(
        CommitMessage.of(
            "home",
            List.of(
                subject(
                    "home-ipv6",
                    new PrefixChange.Renumbered(B, C, R1, Standing.DEPRECATED, UNTIL),
                    new PrefixChange.HistoryTrimmed(A, 1))),
            List.of(POOL),
            List.of()));
  }

  @Test
  void ofTwoPrefixes() {
    Approvals.verify(
        CommitMessage.of(
            "home",
            List.of(
                subject("guest", new PrefixChange.Acquired(C, R1)),
                subject("home", new PrefixChange.DrainEnded(A))),
            List.of(POOL),
            List.of()));
  }

  @Test
  void shortensTheSubjectForManyPrefixes() {
    List<ChangedLease> many =
        IntStream.range(0, 4).mapToObj(i -> subject("prefix-" + i, RENUMBERED)).toList();
    assertEquals(
        "Update 4 prefixes",
        CommitMessage.of("home", many, List.of(), List.of()).lines().findFirst().orElseThrow());
  }

  @Test
  void ofARendering() {
    Approvals.verify(
        CommitMessage.ofRendering(
            "home", "0123456789012345678901234567890123456789", List.of(POOL), List.of()));
  }

  @Test
  void gitFindsEveryTrailer() throws Exception {
    assertEquals(
        List.of(
            "Leasehold-Watcher: home",
            "Leasehold-Prefix: home-ipv6",
            "Leasehold-Old: " + A,
            "Leasehold-New: " + B,
            "Leasehold-Reason: Deprecated",
            "Leasehold-Drain-Until: " + UNTIL,
            "Leasehold-Prefix: home-ipv6",
            "Leasehold-Old: " + C,
            "Leasehold-Reason: HistoryTrimmed"),
        trailers(
            CommitMessage.of(
                "home",
                List.of(subject("home-ipv6", RENUMBERED, new PrefixChange.HistoryTrimmed(C, 1))),
                List.of(POOL),
                List.of())));
    assertEquals(
        List.of("Leasehold-Watcher: home", "Leasehold-Reason: Rendered"),
        trailers(CommitMessage.ofRendering("home", "0123456789abcdef", List.of(POOL), List.of())));
  }

  @Test
  void namesTheHolderBesideTheWatcher() throws Exception {
    String message =
        CommitMessage.ofRendering(
            CommitMessage.writer("home", Optional.of(new Term("node-a_5f3c9a01", 13))),
            "0123456789abcdef",
            List.of(POOL),
            List.of());
    assertEquals(
        List.of("Leasehold-Watcher: home (node-a_5f3c9a01, term 13)", "Leasehold-Reason: Rendered"),
        trailers(message));
    assertTrue(CommitMessage.isBy("home", message));
    assertFalse(CommitMessage.isBy("node-a_5f3c9a01", message));
    assertTrue(CommitMessage.isOurs(message));
    assertEquals(Optional.of(new Term("node-a_5f3c9a01", 13)), CommitMessage.termOf(message));
    String alone = message.replace(" (node-a_5f3c9a01, term 13)", "");
    assertTrue(CommitMessage.isBy("home", alone));
    assertEquals(Optional.empty(), CommitMessage.termOf(alone));
    String other = message.replace("term 13", "term x");
    assertEquals(Optional.of("home (node-a_5f3c9a01, term x)"), CommitMessage.watcherOf(other));
  }

  @Test
  void putsWarningsBeforeTheTrailers() throws Exception {
    List<String> warnings = List.of("pool.yaml:1: any other Service named web gets no address");
    String message =
        CommitMessage.of(
            "home", List.of(subject("home", new PrefixChange.DrainEnded(A))), List.of(), warnings);
    assertTrue(
        message.contains(
            """

            Warnings:
              pool.yaml:1: any other Service named web gets no address

            Leasehold-Watcher: home
            """),
        message);
    assertEquals(4, trailers(message).size());
    assertTrue(
        CommitMessage.ofRendering("home", "0123456789abcdef", List.of(), warnings)
            .contains("\nWarnings:\n  pool.yaml:1: any other"));
  }

  @Test
  void ofARemovedLease() {
    assertEquals(
        """
        Remove the lease of home: its DynamicPrefix is gone

        home: its DynamicPrefix is gone.

        Leasehold-Watcher: test
        Leasehold-Prefix: home
        Leasehold-Reason: Removed
        """,
        CommitMessage.of(
            "test",
            List.of(subject("home", new LeaseChange.Removed(SubjectId.Kind.PREFIX))),
            List.of(),
            List.of()));
  }

  @Test
  void assignsAChangeToTheLeaseInTheTrailerAbove() {
    SubjectId claim = SubjectId.publicIp("web");
    String message =
        CommitMessage.of(
            "test",
            List.of(
                subject("home", RENUMBERED),
                ChangedLease.of(claim, List.of(new LeaseChange.Removed(claim.kind())))),
            List.of(),
            List.of());
    assertEquals(
        """
        Leasehold-Watcher: test
        Leasehold-Prefix: home
        Leasehold-Old: 2001:db8:a::/56
        Leasehold-New: 2001:db8:b::/56
        Leasehold-Reason: Deprecated
        Leasehold-Drain-Until: %s
        Leasehold-Claim: web
        Leasehold-Reason: Removed
        """
            .formatted(UNTIL),
        message.substring(message.indexOf("Leasehold-Watcher")));
    assertEquals(
        List.of(new Revert.Undone(Optional.of(A.toString()), Optional.of(B.toString()))),
        Revert.undone(message, SubjectId.prefix("home")));
    assertEquals(
        List.of(new Revert.Undone(Optional.empty(), Optional.empty())),
        Revert.undone(message, claim));
    assertEquals(List.of(), Revert.undone(message, SubjectId.prefix("web")));
  }

  private static ChangedLease subject(String prefix, LeaseChange... changes) {
    return ChangedLease.of(SubjectId.prefix(prefix), List.of(changes));
  }

  private List<String> trailers(String message) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("message"), message);
    List<String> line = new ArrayList<>(List.of("git", "interpret-trailers", "--parse"));
    Process process =
        new ProcessBuilder(line).redirectInput(file.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }
}
