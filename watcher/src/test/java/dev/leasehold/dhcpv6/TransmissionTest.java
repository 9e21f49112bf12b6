package dev.leasehold.dhcpv6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.Transmission.Parameters;
import dev.leasehold.dhcpv6.message.ElapsedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9915 section 15. */
class TransmissionTest {
  private static final Instant NOW = Conversation.START;
  private final Random random = new Random(7);

  @ParameterizedTest
  @EnumSource(Parameters.class)
  void doublesWithinATenthUpToTheMaximum(Parameters parameters) {
    for (int run = 0; run < 200; run++) {
      Transmission t = begin(parameters);
      double before = 0;
      Instant now = t.nextAt();
      for (int i = 0; i < 20; i++) {
        t = t.sent(random, now, parameters.maxTimeout());
        double rt = t.timeout().toNanos() / 1e9;
        double irt = initial(parameters);
        double mrt = parameters.maxTimeout().toSeconds();
        double expected = i == 0 ? irt : 2 * before;
        double tenth = i == 0 ? 0.1 * irt : 0.1 * before;
        // At the maximum, the jitter applies to the maximum and not to the doubled time
        boolean doubled = Math.abs(rt - expected) <= tenth + 1e-6;
        boolean capped = mrt > 0 && Math.abs(rt - mrt) <= 0.1 * mrt + 1e-6;
        assertTrue(doubled && (mrt == 0 || rt <= mrt) || capped, parameters + ": " + rt);
        before = rt;
        now = t.nextAt();
      }
    }
  }

  /** Otherwise all clients of a street would ask at once after a power cut. */
  @Test
  void variesByUpToATenth() {
    double least = 10;
    double most = 10;
    for (int run = 0; run < 200; run++) {
      Transmission t = begin(Parameters.RENEW).sent(random, NOW, Parameters.RENEW.maxTimeout());
      double seconds = t.timeout().toNanos() / 1e9;
      least = Math.min(least, seconds);
      most = Math.max(most, seconds);
    }
    assertTrue(least >= 9 && least < 9.1, "at least " + least);
    assertTrue(most <= 11 && most > 10.9, "at most " + most);
  }

  private static double initial(Parameters parameters) {
    return switch (parameters) {
      case SOLICIT, REQUEST, CONFIRM, RELEASE -> 1;
      case RENEW, REBIND -> 10;
    };
  }

  @Test
  void repeatsTheFirstSolicitAfterMoreThanASecond() {
    for (int run = 0; run < 1000; run++) {
      Transmission t = begin(Parameters.SOLICIT).sent(random, NOW, Parameters.SOLICIT.maxTimeout());
      assertTrue(t.timeout().compareTo(Duration.ofSeconds(1)) > 0);
    }
  }

  @Test
  void usesANewTransactionIdForEachExchange() {
    Set<Integer> ids = new HashSet<>();
    for (int run = 0; run < 1000; run++) {
      int id = begin(Parameters.RENEW).transactionId();
      assertEquals(0, id >>> 24);
      ids.add(id);
    }
    assertTrue(ids.size() > 990);
  }

  @Test
  void growsTheElapsedTimeUpToItsMaximum() {
    Transmission t = begin(Parameters.RENEW);
    assertEquals(new ElapsedTime(0), t.elapsed(NOW.plusSeconds(3)));
    Transmission sent = t.sent(random, NOW, Duration.ZERO);
    assertEquals(new ElapsedTime(150), sent.elapsed(NOW.plusMillis(1500)));
    assertEquals(new ElapsedTime(0xffff), sent.elapsed(NOW.plusSeconds(3600)));
    Transmission again = sent.sent(random, NOW.plusSeconds(10), Duration.ZERO);
    assertEquals(new ElapsedTime(2000), again.elapsed(NOW.plusSeconds(20)));
  }

  @Test
  void failsAfterItsMaximumCountOrDuration() {
    Transmission release = begin(Parameters.RELEASE);
    for (int i = 0; i < 4; i++) {
      assertFalse(release.failed(release.nextAt()));
      release = release.sent(random, release.nextAt(), Duration.ZERO);
    }
    assertFalse(release.failed(release.nextAt().minusMillis(1)));
    assertTrue(release.failed(release.nextAt()));

    Transmission confirm = begin(Parameters.CONFIRM).sent(random, NOW, Duration.ofSeconds(4));
    assertFalse(confirm.failed(NOW.plusMillis(9999)));
    assertTrue(confirm.failed(NOW.plusSeconds(10)));
  }

  private Transmission begin(Parameters parameters) {
    return Transmission.begin(parameters, random, NOW, Instant.MAX);
  }
}
