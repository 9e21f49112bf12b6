package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressAnswer.Held;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.ssh.SshDeadlines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A router over a line that loses packets, delays them, and falls silent. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a hang
final class BadLineIT {
  private static final int LOOKS = 3;

  @TempDir Path directory;
  private final BlockingQueue<SourceEvent> events = new LinkedBlockingQueue<>();
  private final Set<AddressAnswer> answers = new HashSet<>();

  private static Channel.PublicAddresses asked(String... interfaces) {
    TreeMap<String, AddressOrder> orders = new TreeMap<>();
    for (String name : interfaces) {
      orders.put(
          name,
          new AddressOrder.Hold(
              name, Optional.empty(), RouterLab.PARENT, Optional.empty(), Optional.empty()));
    }
    return new Channel.PublicAddresses("home", orders);
  }

  /** Waits for an answer about an interface, and keeps all that come before it. */
  private AddressAnswer await(String on, Predicate<AddressAnswer> wanted) throws Exception {
    while (true) {
      if (events.take() instanceof SourceEvent.Answered answered) {
        answers.addAll(answered.answers().values());
        AddressAnswer answer = answered.answers().get(on);
        if (answer != null && wanted.test(answer)) {
          return answer;
        }
      }
    }
  }

  private void awaitLoss() throws Exception {
    while (!(events.take() instanceof SourceEvent.Lost)) {
      // an answer of before
    }
  }

  /** Rows loss and delay: no drift, no second interface, and it goes on by itself. */
  @Test
  void losesNothingAndRepeatsNothing() throws Exception {
    try (RouterLab lab = RouterLab.up(directory);
        BadLine line = lab.useBadLine(Duration.ofMillis(150))) {
      lab.dhcpUp("203.0.113.40", "203.0.113.59");
      Duration limit = Duration.ofSeconds(30);
      RouterConnection connection =
          new RouterConnection(
              lab.router(),
              new SshDeadlines(limit, limit, limit, Duration.ofSeconds(3)),
              System::nanoTime,
              new Random(1));
      RouterSource source =
          new RouterSource(
              asked("wan-1"),
              connection,
              () -> Instant.EPOCH,
              System::nanoTime,
              new Random(1),
              Optional.of(new Allocations(directory.resolve("state"), "router")));
      Thread running = Thread.ofPlatform().start(() -> source.run(events::add));
      try {
        line.lose(20);
        Held held = (Held) await("wan-1", Held.class::isInstance);
        List<Long> client = lab.clients("wan-1");
        for (int i = 0; i < LOOKS; i++) {
          source.ask();
          assertEquals(held, await("wan-1", Held.class::isInstance));
        }
        assertTrue(line.lost() > 0, "nothing was lost");
        assertEquals(client, lab.clients("wan-1"));

        // It falls silent while the router waits for a DHCP server.
        line.recover();
        lab.dhcpPause();
        source.follow(asked("wan-1", "wan-2"));
        while (lab.clients("wan-2").isEmpty()) {
          Thread.onSpinWait();
        }
        line.fallSilent();
        awaitLoss();
        lab.dhcpResume();
        line.recover();
        Held second = (Held) await("wan-2", Held.class::isInstance);
        source.ask();
        assertEquals(held, await("wan-1", Held.class::isInstance));

        for (AddressAnswer answer : answers) {
          assertTrue(
              answer.equals(held)
                  || answer.equals(second)
                  || answer instanceof Failed
                  || answer instanceof AddressAnswer.Routed,
              answer.toString());
        }
        assertEquals(Set.of("lo", RouterLab.PARENT, "wan-1", "wan-2"), Set.copyOf(lab.links()));
        assertEquals(client, lab.clients("wan-1"));
        assertEquals(1, lab.clients("wan-2").size());
        assertTrue(lab.answersArp(held.address().toString()));
        assertTrue(lab.answersArp(second.address().toString()));
        assertNotEquals(held.address(), second.address());
      } finally {
        source.close();
        running.join();
        connection.close();
      }
    }
  }
}
