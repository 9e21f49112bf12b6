package dev.leasehold.lease;

import static dev.leasehold.lease.Scene.A;
import static dev.leasehold.lease.Scene.B;
import static dev.leasehold.lease.Scene.R1;
import static dev.leasehold.lease.Scene.START;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.lease.LeaseChange.Acquired;
import dev.leasehold.lease.LeaseChange.DrainEnded;
import dev.leasehold.lease.LeaseChange.DrainShortened;
import dev.leasehold.lease.LeaseChange.HistoryTrimmed;
import dev.leasehold.lease.LeaseChange.Lost;
import dev.leasehold.lease.LeaseChange.Removed;
import dev.leasehold.lease.LeaseChange.Renumbered;
import dev.leasehold.lease.LeaseChange.Replaced;
import dev.leasehold.lease.LeaseChange.Returned;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LeaseChangeTest {
  private static final Instant UNTIL = START.plusSeconds(3600);

  /** The trailers of a commit are made of it. */
  @ParameterizedTest
  @MethodSource("changes")
  void saysWhatGoesAndWhatComes(LeaseChange change, String prefixes) {
    String said =
        change.oldPrefix().map(p -> "- " + p).orElse("-")
            + change.newPrefix().map(p -> " + " + p).orElse(" +")
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
        Arguments.of(new Removed(), "- +"));
  }

  @Test
  void removesAllOfALeaseWhoseIntentIsGone() {
    PrefixLease lease =
        new PrefixLease(
            "home", "dhcpv6-pd", List.of(new Current(B, START), new Draining(A, START, UNTIL)));
    assertEquals(
        new PrefixLease("home", "dhcpv6-pd", List.of()), new Removed().applyTo(lease, UNTIL));
    assertEquals("its DynamicPrefix is gone", new Removed().reason());
  }
}
