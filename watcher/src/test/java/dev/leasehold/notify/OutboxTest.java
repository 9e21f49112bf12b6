package dev.leasehold.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.event.EventKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String C = "c".repeat(40);

  private final Outbox outbox = new Outbox();

  @Test
  void replacesAPushByTheNewestOfItsTarget() throws InterruptedException {
    outbox.put(pushed("cluster", A, B, "x"), 1);
    outbox.put(pushed("edge", A, B, "z"), 2);
    outbox.put(pushed("cluster", B, C, "y"), 3);
    assertEquals(2, outbox.size());
    assertEquals(pushed("edge", A, B, "z"), next());
    outbox.remove(outbox.await().orElseThrow());
    assertEquals(pushed("cluster", A, C, "x", "y"), next());
    assertEquals(0, outbox.dropped());
  }

  @Test
  void keepsAPushThatReplacedTheOneBeingDelivered() throws InterruptedException {
    outbox.put(pushed("cluster", A, B, "x"), 1);
    Outbox.Entry sending = outbox.await().orElseThrow();
    outbox.put(pushed("cluster", B, C, "y"), 2);
    outbox.remove(sending);
    assertEquals(pushed("cluster", A, C, "x", "y"), next());
    outbox.drop(sending);
    assertEquals(0, outbox.dropped());
  }

  @Test
  void dropsTheOldestEvent() throws InterruptedException {
    for (int i = 0; i < Outbox.MOST + 2; i++) {
      outbox.put(event(i), i);
    }
    assertEquals(Outbox.MOST, outbox.size());
    assertEquals(2, outbox.dropped());
    assertEquals(event(2), next());
  }

  @Test
  void letsOthersGoFirst() throws InterruptedException {
    outbox.put(event(1), 1);
    outbox.put(event(2), 2);
    outbox.putLast(outbox.await().orElseThrow());
    assertEquals(event(2), next());
    assertEquals(2, outbox.size());
  }

  @Test
  void takesNothingAfterItsEnd() throws InterruptedException {
    outbox.put(event(1), 1);
    assertEquals(List.of(new Outbox.Entry(event(1), 1)), outbox.close());
    outbox.put(event(2), 2);
    assertEquals(1, outbox.size());
    assertEquals(Optional.empty(), outbox.await());
  }

  private Message next() throws InterruptedException {
    return outbox.await().orElseThrow().message();
  }

  private static Message event(int number) {
    return new Message.Happened(EventKind.LOST, "cluster", "home", "event " + number);
  }

  private static Message pushed(String target, String before, String after, String... files) {
    return new Message.Pushed(
        new TargetPush(
            target,
            "https://forge.example/home",
            "main",
            before,
            after,
            List.of(),
            List.of(files),
            List.of()));
  }
}
