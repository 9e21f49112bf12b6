package dev.leasehold.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.ra.FrameRefusal;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Notices of sources: each is reported once, until its state ends. */
final class EventStreamTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Channel ADVERTISEMENTS = new Channel.Advertisements("lan0");
  private static final Channel ADDRESSES = new Channel.Addresses("lan0");
  private static final Channel DELEGATION =
      new Channel.Delegation(
          "wan0", new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("wan0", 56, ""))), "");
  private static final Channel OTHER =
      new Channel.Delegation(
          "wan1", new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("wan1", 56, ""))), "");
  private static final SourceNotice SILENCE = new SourceNotice.Problem("home", "no answer");

  private final List<String> lines = new ArrayList<>();
  private final EventStream stream =
      new EventStream(
          () -> AT, List.of((_, event) -> lines.add(event.kind().spelling() + " " + event.line())));

  @Test
  void reportsADiscardReasonOncePerChannel() {
    for (int i = 0; i < 3; i++) {
      stream.told(new SourceEvent.Refused(AT, ADVERTISEMENTS, FrameRefusal.CODE, "code " + i));
      stream.told(new SourceEvent.Refused(AT, DELEGATION, FrameRefusal.CODE, "code " + i));
      stream.told(new SourceEvent.Refused(AT, DELEGATION, FrameRefusal.LENGTH, "4 octets"));
    }
    assertEquals(
        List.of(
            "Discarded lan0: discarded a router advertisement (code): code 0 (further ones are"
                + " counted, not logged)",
            "Discarded wan0: discarded a DHCPv6 message (code): code 0 (further ones are counted,"
                + " not logged)",
            "Discarded wan0: discarded a DHCPv6 message (length): 4 octets (further ones are"
                + " counted, not logged)"),
        lines);
  }

  @Test
  void repeatsADiscardReasonAfterASourceListensAgain() {
    SourceEvent.Told discarded =
        new SourceEvent.Refused(AT, ADVERTISEMENTS, FrameRefusal.CHECKSUM, "checksum");
    stream.told(discarded);
    stream.told(new SourceEvent.GaveUp(AT, ADVERTISEMENTS, "read error", Duration.ofMinutes(1)));
    stream.told(new SourceEvent.Listening(AT, ADVERTISEMENTS));
    stream.told(discarded);
    stream.told(discarded);
    assertEquals(
        List.of("Discarded", "NotListening", "Listening", "Discarded"),
        lines.stream().map(line -> line.split(" ", 2)[0]).toList());
  }

  @Test
  void reportsThePrefixesOfAnInterfaceWhenTheyChangeOrItReturns() {
    SourceNotice first = new SourceNotice.Present("has 2001:db8:1::/64");
    note(ADDRESSES, first, first);
    stream.told(new SourceEvent.Lost(AT, ADDRESSES, "interface lan0 is down"));
    stream.told(new SourceEvent.Listening(AT, ADDRESSES));
    note(ADDRESSES, first, first);
    stream.told(new SourceEvent.GaveUp(AT, ADDRESSES, "no netlink", Duration.ofMinutes(1)));
    stream.told(new SourceEvent.Listening(AT, ADDRESSES));
    note(ADDRESSES, first, new SourceNotice.Present("has no prefix"));
    assertEquals(
        List.of(
            "SourceProgress lan0: has 2001:db8:1::/64",
            "NotListening lan0: interface lan0 is down",
            "Listening lan0: following its addresses",
            "SourceProgress lan0: has 2001:db8:1::/64",
            "NotListening lan0: no netlink; the other sources continue, and this one is tried again every 60 s",
            "Listening lan0: following its addresses",
            "SourceProgress lan0: has 2001:db8:1::/64",
            "SourceProgress lan0: has no prefix"),
        lines);
  }

  @Test
  void reportsALostSourceWhenTheReasonChanges() {
    SourceEvent.Told down = new SourceEvent.Lost(AT, ADVERTISEMENTS, "lan0 is down");
    SourceEvent.Told failed =
        new SourceEvent.GaveUp(AT, ADVERTISEMENTS, "no right", Duration.ofMinutes(1));
    List.of(down, down, failed, failed, down).forEach(stream::told);
    stream.told(new SourceEvent.Listening(AT, ADVERTISEMENTS));
    stream.told(down);
    assertEquals(
        List.of(
            "NotListening lan0: not listening, waiting for the interface: lan0 is down",
            "NotListening lan0: no right; the other sources continue, and this one is tried again every 60 s",
            "NotListening lan0: not listening, waiting for the interface: lan0 is down",
            "Listening lan0: listening for router advertisements",
            "NotListening lan0: not listening, waiting for the interface: lan0 is down"),
        lines);
  }

  @Test
  void repeatsATroubleAfterARecovery() {
    note(DELEGATION, SILENCE, SILENCE);
    note(OTHER, SILENCE);
    note(DELEGATION, lent("terms", false), SILENCE, lent("terms", true), SILENCE, SILENCE);
    assertEquals(
        List.of(
            "SourceTrouble wan0: no answer",
            "SourceTrouble wan1: no answer",
            "Delegated wan0: delegated",
            "Delegated wan0: delegated",
            "SourceTrouble wan0: no answer"),
        lines);
  }

  @Test
  void repeatsALeaseWhenItsTermsChangeOrItWasLost() {
    note(DELEGATION, lent("terms", true), lent("terms", true), lent("others", true));
    assertEquals(2, lines.size());
    note(DELEGATION, lent("others", false));
    assertEquals(2, lines.size());
    note(DELEGATION, SILENCE, lent("others", true));
    assertEquals(4, lines.size());
    note(DELEGATION, new SourceNotice.Lent("home", "others", true, true, "again"));
    assertEquals("Delegated wan0: again", lines.getLast());
  }

  @Test
  void repeatsEverythingAfterAClientStart() {
    SourceNotice advice = new SourceNotice.Advice("the duid changed");
    SourceNotice misconfigured = new SourceNotice.Misconfigured("no such file");
    SourceNotice started = new SourceNotice.Started("client");
    for (int i = 0; i < 2; i++) {
      note(DELEGATION, started, advice, advice, misconfigured, misconfigured);
      note(DELEGATION, lent("terms", true), lent("terms", true));
      stream.told(new SourceEvent.Refused(AT, DELEGATION, FrameRefusal.CODE, "code 7"));
    }
    assertEquals(
        List.of(
            "SourceProgress wan0: client",
            "SourceTrouble wan0: the duid changed",
            "SourceTrouble wan0: no such file",
            "Delegated wan0: delegated",
            "Discarded wan0: discarded a DHCPv6 message (code): code 7 (further ones are counted,"
                + " not logged)"),
        lines.subList(5, lines.size()));
    assertEquals(10, lines.size());
  }

  @Test
  void reportsWhenTheDiskWorksAgain() {
    SourceNotice full = new SourceNotice.NotSaved("cannot save: disk full");
    SourceNotice saved = new SourceNotice.Saved();
    note(DELEGATION, saved, full, full, saved, saved, full);
    assertEquals(
        List.of(
            "SourceTrouble wan0: cannot save: disk full",
            "SourceProgress wan0: the delegations are saved again",
            "SourceTrouble wan0: cannot save: disk full"),
        lines);
  }

  private void note(Channel channel, SourceNotice... notices) {
    for (SourceNotice notice : notices) {
      stream.told(new SourceEvent.Noted(AT, channel, notice));
    }
  }

  private static SourceNotice lent(String terms, boolean all) {
    return new SourceNotice.Lent("home", terms, false, all, "delegated");
  }
}
