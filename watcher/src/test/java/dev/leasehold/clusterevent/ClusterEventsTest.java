package dev.leasehold.clusterevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.Drain;
import dev.leasehold.api.SubjectId;
import dev.leasehold.event.EventKind;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Events of a watch as events of a cluster. */
final class ClusterEventsTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final Outcome.Pushed PUSHED =
      new Outcome.Pushed("c".repeat(40), "d".repeat(40), AT, List.of(), 1);

  private final ClusterEvents events = new ClusterEvents("Home", () -> 0);
  private final EventListener listener =
      events.listener(
          new ClusterEvents.Names() {
            @Override
            public String objectName(String document) {
              return document + ".office";
            }

            @Override
            public boolean isClaim(String document) {
              return document.equals("mail");
            }
          });

  @Test
  void aRenumberingBeginsADrain() {
    Origin router = new Origin.Advertised("wan0", Address.parse("fe80::1"));
    happened(
        new WatchEvent.Committed(
            "home",
            PUSHED,
            new PrefixChange.Renumbered(
                A, B, router, Standing.DEPRECATED, new Drain.Until(AT.plusSeconds(60)))));
    assertEquals(
        List.of(
            "Normal DynamicPrefix/home.office Renumber Renumbered pushed cccccccccccc: fe80::1 on"
                + " wan0 announces 2001:db8:b::/56; 2001:db8:a::/56 is deprecated and drains until"
                + " 2026-11-21T10:01:00Z",
            "Normal DynamicPrefix/home.office BeginDrain DrainBegan 2001:db8:a::/56 drains until"
                + " 2026-11-21T10:01:00Z"),
        written());
  }

  @Test
  void eachIsAboutItsObject() {
    happened(new WatchEvent.ClaimTrouble("mail", "the router rejects the key"));
    happened(new WatchEvent.HoldEnded("mail"));
    happened(new WatchEvent.HoldEnded("home"));
    happened(
        new WatchEvent.Committed(
            "mail", PUSHED, new LeaseChange.Removed(SubjectId.Kind.PUBLIC_IP)));
    happened(new WatchEvent.Failed(new Outcome.Unreachable("no route")));
    assertEquals(
        List.of(
            "Warning PublicIPClaim/mail.office Lease ClaimTrouble the router rejects the key",
            "Normal PublicIPClaim/mail.office Hold HoldEnded no longer held",
            "Normal DynamicPrefix/home.office Hold HoldEnded no longer held",
            "Normal PublicIPClaim/mail.office Remove Removed pushed cccccccccccc: its address was"
                + " released",
            "Warning WatcherConfig/Home Push Unreachable trying again: no route"),
        written());
  }

  @Test
  void whatIsOnlyForTheLogIsNotWritten() {
    happened(new WatchEvent.Wrote(PUSHED));
    happened(new WatchEvent.Warning("a pool is not delivered"));
    assertEquals(List.of(), written());
  }

  @Test
  void aFullQueueLosesTheOldestAndSaysHowMany() {
    AtomicInteger woken = new AtomicInteger();
    events.onNew(woken::incrementAndGet);
    for (int i = 0; i < ClusterEvents.MOST + 3; i++) {
      happened(new WatchEvent.Found("p" + i));
    }
    assertEquals(ClusterEvents.MOST + 3, woken.get());
    assertEquals(
        "3 events could not be written in time and were dropped; the history of the watcher has"
            + " them",
        events.dropped(AT).orElseThrow().note());
    assertEquals(Optional.empty(), events.dropped(AT));
    List<String> left = written();
    assertEquals(ClusterEvents.MOST, left.size());
    assertTrue(left.getFirst().contains("/p3.office"), left.getFirst());
  }

  @Test
  void aLongNoteIsCutToTheLimitOfAnApiServer() {
    ClusterEvent event =
        new ClusterEvent(
            AT,
            Regarding.statusObject("DynamicPrefix", "home"),
            false,
            "Run",
            "Bug",
            "→".repeat(400) + "\nx");
    int bytes = event.note().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= 1_024 && bytes > 1_020, bytes + " bytes");
    assertTrue(event.note().endsWith("→…"), event.note());
  }

  /** The reasons and actions are an interface. */
  @Test
  void areAllInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("../docs/cluster-side.md"));
    for (EventKind kind : EventKind.values()) {
      boolean isWritten = EventWords.action(kind).isPresent();
      assertEquals(
          isWritten,
          page.lines()
              .anyMatch(line ->
                  line.startsWith("| `" + EventWords.action(kind).orElse("") + "` |")
                      && line.contains("`" + kind.spelling() + "`")),
          kind.spelling());
    }
    for (String own : List.of(EventWords.DRAIN_BEGAN, ClusterEvents.DROPPED, "EditUndone")) {
      assertTrue(page.contains("`" + own + "`"), own);
    }
  }

  private void happened(WatchEvent event) {
    listener.happened(AT, event);
  }

  private List<String> written() {
    List<String> written = new ArrayList<>();
    for (var next = events.first(); next.isPresent(); next = events.first()) {
      ClusterEvent event = next.get().event();
      written.add(
          String.join(
              " ",
              event.isWarning() ? "Warning" : "Normal",
              event.regarding().toString(),
              event.action(),
              event.reason(),
              event.note()));
      events.done(next.get());
    }
    return written;
  }
}
