package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.START;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.LeaseChange.Removed;
import dev.leasehold.lease.PrefixChange.Acquired;
import dev.leasehold.lease.PrefixChange.DrainEnded;
import dev.leasehold.lease.PrefixChange.DrainShortened;
import dev.leasehold.lease.PrefixChange.HistoryTrimmed;
import dev.leasehold.lease.PrefixChange.Lost;
import dev.leasehold.lease.PrefixChange.Renumbered;
import dev.leasehold.lease.PrefixChange.Replaced;
import dev.leasehold.lease.PrefixChange.Returned;
import dev.leasehold.net.Address;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixChangeTest {
  private static final Instant UNTIL = START.plusSeconds(3600);

  /** The trailers of a commit use these values. */
  @ParameterizedTest
  @MethodSource("changes")
  void hasTheOldAndTheNewValue(LeaseChange change, String prefixes) {
    String said =
        change.oldValue().map(p -> "- " + p).orElse("-")
            + change.newValue().map(p -> " + " + p).orElse(" +")
            + change.drainEnd().map(end -> " until " + end).orElse("");
    assertEquals(prefixes, said);
  }

  static Stream<Arguments> changes() {
    String gone = "- 2001:db8:a::/56 +";
    String replaced = "- 2001:db8:a::/56 + 2001:db8:b::/56";
    return Stream.of(
        Arguments.of(new Acquired(B, R1), "- + 2001:db8:b::/56"),
        Arguments.of(
            new Renumbered(A, B, R1, Standing.DEPRECATED, UNTIL), replaced + " until " + UNTIL),
        Arguments.of(new Replaced(A, B, R1, Standing.WITHDRAWN), replaced),
        Arguments.of(new Returned(A, B, R1, Standing.WITHDRAWN), replaced),
        Arguments.of(new Lost(A, Standing.WITHDRAWN), gone),
        Arguments.of(new DrainEnded(A), gone),
        Arguments.of(new DrainShortened(A, Standing.EXPIRED), gone),
        Arguments.of(new HistoryTrimmed(A, 2), gone),
        Arguments.of(new Removed(SubjectId.Kind.PREFIX), "- +"));
  }

  /** Its blocks are in pools, and pools must not get other blocks while it is leased. */
  @Test
  void aPrefixKeepsTheHostPartsThatItBeganWith() {
    List<PrefixLease.KeptService> kept =
        List.of(
            new PrefixLease.KeptService(
                new DynamicPrefix.ServiceRef("media", "jellyfin"), Address.parse("::1005")));
    PrefixLease first =
        new PrefixLease("home", "x", List.of(new PrefixLease.Current(A, START))).keeping(kept);
    PrefixLease second =
        new Renumbered(A, B, R1, Standing.DEPRECATED, UNTIL).applyTo(first, START.plusSeconds(1));
    assertEquals(List.of(), second.current().orElseThrow().services());
    assertEquals(kept, second.draining().getFirst().services());
    PrefixLease third =
        new Returned(B, A, R1, Standing.WITHDRAWN).applyTo(second, START.plusSeconds(2));
    assertEquals(A, third.current().orElseThrow().prefix());
    assertEquals(kept, third.current().orElseThrow().services());
  }

  @Test
  void saysWhyALeaseGoes() {
    assertEquals("its DynamicPrefix is gone", new Removed(SubjectId.Kind.PREFIX).reason());
    assertEquals("its address was released", new Removed(SubjectId.Kind.PUBLIC_IP).reason());
  }
}
