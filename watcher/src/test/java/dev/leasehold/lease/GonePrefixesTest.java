package dev.leasehold.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.GonePrefixes.Gone;
import dev.leasehold.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GonePrefixesTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");

  @TempDir private Path folder;

  private GonePrefixes open() {
    return new GonePrefixes(Optional.of(folder.resolve("gone")), true);
  }

  private static Instant minute(int minute) {
    return START.plusSeconds(60L * minute);
  }

  private static List<PrefixLease> lease(PrefixLease.Entry... entries) {
    return List.of(new PrefixLease("home", "router-advertisement", List.of(entries)));
  }

  @Test
  void aPrefixGoesAfterItsDrain() {
    GonePrefixes gone = open();
    gone.sees(lease(new PrefixLease.Current(A, minute(0))), minute(0));
    gone.sees(
        lease(
            new PrefixLease.Current(B, minute(10)),
            new PrefixLease.Draining(A, minute(0), minute(70))),
        minute(10));
    assertEquals(List.of(), gone.of("home"));
    gone.sees(lease(new PrefixLease.Current(B, minute(10))), minute(70));
    Gone a = new Gone(A, minute(0), Optional.of(minute(10)), minute(70));
    assertEquals(List.of(a), gone.of("home"));
    gone.sees(lease(new PrefixLease.Current(B, minute(10))), minute(90));
    assertEquals(List.of(a), open().of("home"), "after a restart");
  }

  /** A commit by a person, or one that was made just before the end of the process. */
  @Test
  void aPrefixThatWentWhileNoWatcherRan() {
    open().sees(lease(new PrefixLease.Current(A, minute(0))), minute(0));
    GonePrefixes gone = open();
    gone.sees(lease(), minute(5));
    assertEquals(List.of(new Gone(A, minute(0), Optional.empty(), minute(5))), gone.of("home"));
  }

  @Test
  void aPrefixThatComesBackIsNotGone() {
    GonePrefixes gone = open();
    gone.sees(lease(new PrefixLease.Current(A, minute(0))), minute(0));
    gone.sees(lease(new PrefixLease.Current(B, minute(1))), minute(1));
    gone.sees(lease(new PrefixLease.Current(A, minute(2))), minute(2));
    assertEquals(List.of(new Gone(B, minute(1), Optional.empty(), minute(2))), gone.of("home"));
  }

  @Test
  void aDocumentThatIsDeletedTakesItsHistoryAlong() {
    GonePrefixes gone = open();
    gone.sees(lease(new PrefixLease.Current(A, minute(0))), minute(0));
    gone.sees(lease(new PrefixLease.Current(B, minute(1))), minute(1));
    gone.sees(List.of(), minute(2));
    assertEquals(List.of(), gone.of("home"));
  }

  @Test
  void tenAreKept() {
    GonePrefixes gone = open();
    for (int i = 0; i < 15; i++) {
      gone.sees(
          lease(
              new PrefixLease.Current(
                  Prefix.parse("2001:db8:" + Integer.toHexString(i + 1) + "::/56"), minute(i))),
          minute(i));
    }
    List<Gone> last = open().of("home");
    assertEquals(10, last.size());
    assertEquals(Prefix.parse("2001:db8:e::/56"), last.getFirst().prefix());
  }

  @Test
  void aDamagedFileOnlyLosesTheHistory() throws IOException {
    Files.writeString(folder.resolve("gone"), "leasehold gone prefixes 1\nx y\nend 00000000\n");
    assertEquals(List.of(), open().of("home"));
  }
}
