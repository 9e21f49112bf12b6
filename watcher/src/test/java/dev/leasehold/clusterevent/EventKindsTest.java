package dev.leasehold.clusterevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.leasehold.api.Drain;
import dev.leasehold.api.SubjectId;
import dev.leasehold.event.EventKind;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.ra.FrameRefusal;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each kind of event is in the cluster: type, object, action and reason. */
final class EventKindsTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final Address OLD = Address.parse("192.0.2.1");
  private static final Address NEW = Address.parse("192.0.2.2");
  private static final Origin ROUTER = new Origin.Advertised("wan0", Address.parse("fe80::1"));
  private static final Channel WAN = new Channel.Advertisements("wan0");
  private static final String COMMIT = "c".repeat(40);
  private static final Outcome.Pushed PUSHED =
      new Outcome.Pushed(COMMIT, "d".repeat(40), AT, List.of(), 1);
  private static final PrefixChange.Acquired ACQUIRED = new PrefixChange.Acquired(A, ROUTER);

  /** An event, and what it is in the cluster: nothing if it is only for the log. */
  private record Case(WatchEvent event, List<String> written) {}

  private static Case onlyLogged(WatchEvent event) {
    return new Case(event, List.of());
  }

  private static Case of(WatchEvent event, String... written) {
    return new Case(event, List.of(written));
  }

  private static Case prefix(PrefixChange change, String... written) {
    return of(new WatchEvent.Committed("home", PUSHED, change), written);
  }

  private static Case claim(AddressChange change, String... written) {
    return of(new WatchEvent.Committed("mail", PUSHED, change), written);
  }

  private static WatchEvent noted(SourceNotice notice) {
    return new WatchEvent.SourceTold(new SourceEvent.Noted(AT, WAN, notice));
  }

  private static List<Case> cases() {
    return Stream.of(changes(), states(), ofTheTarget(), ofSources(), others())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> changes() {
    return List.of(
        prefix(ACQUIRED, "Normal DynamicPrefix/home.office Acquire Acquired"),
        claim(
            new AddressChange.Acquired(NEW, "macvlan1", ""),
            "Normal PublicIPClaim/mail.office Acquire Acquired"),
        prefix(
            new PrefixChange.Renumbered(A, B, ROUTER, Standing.DEPRECATED, AT.plusSeconds(60)),
            "Normal DynamicPrefix/home.office Renumber Renumbered",
            "Normal DynamicPrefix/home.office BeginDrain DrainBegan"),
        prefix(
            new PrefixChange.Renumbered(
                A, B, ROUTER, Standing.DEPRECATED, new Drain.AfterMerge(Duration.ofHours(1))),
            "Normal DynamicPrefix/home.office Renumber Renumbered",
            "Normal DynamicPrefix/home.office BeginDrain DrainBegan"),
        prefix(
            new PrefixChange.Replaced(A, B, ROUTER, Standing.WITHDRAWN),
            "Normal DynamicPrefix/home.office Renumber Replaced"),
        claim(
            new AddressChange.Replaced(OLD, NEW, "macvlan1"),
            "Normal PublicIPClaim/mail.office Renumber Replaced"),
        prefix(
            new PrefixChange.Returned(A, B, ROUTER, Standing.DEPRECATED),
            "Normal DynamicPrefix/home.office Renumber Returned"),
        prefix(
            new PrefixChange.Lost(A, Standing.EXPIRED),
            "Normal DynamicPrefix/home.office Withdraw Withdrawn"),
        prefix(new PrefixChange.DrainEnded(A), "Normal DynamicPrefix/home.office EndDrain Drained"),
        prefix(
            new PrefixChange.DrainShortened(A, Standing.WITHDRAWN),
            "Normal DynamicPrefix/home.office EndDrain DrainShortened"),
        prefix(
            new PrefixChange.HistoryTrimmed(A, 3),
            "Warning DynamicPrefix/home.office EndDrain HistoryTrimmed"),
        claim(
            new AddressChange.Moved(OLD, NEW, "macvlan1"),
            "Normal PublicIPClaim/mail.office Move Moved"),
        claim(
            new AddressChange.Releasing(OLD, "the claim is gone"),
            "Normal PublicIPClaim/mail.office Release Releasing"),
        claim(
            new AddressChange.Amended(OLD, "the router calls its interface macvlan2"),
            "Normal PublicIPClaim/mail.office Amend Amended"),
        of(
            new WatchEvent.Committed(
                "mail", PUSHED, new LeaseChange.Removed(SubjectId.Kind.PUBLIC_IP)),
            "Normal PublicIPClaim/mail.office Remove Removed"),
        of(
            new WatchEvent.Committed(
                "home", PUSHED, new LeaseChange.Removed(SubjectId.Kind.PREFIX)),
            "Normal DynamicPrefix/home.office Remove Removed"));
  }

  private static List<Case> states() {
    return List.of(
        of(
            new WatchEvent.ClaimTrouble("mail", "the router rejects the key"),
            "Warning PublicIPClaim/mail.office Lease ClaimTrouble"),
        of(new WatchEvent.ClaimReady("mail"), "Normal PublicIPClaim/mail.office Lease ClaimReady"),
        of(
            new WatchEvent.Refused("home", new RefusedPrefix(B, "outside of within")),
            "Warning DynamicPrefix/home.office Accept Refused"),
        of(
            new WatchEvent.MoreRefused("home", Duration.ofMinutes(10)),
            "Warning DynamicPrefix/home.office Accept Refused"),
        of(
            new WatchEvent.Lost("home", A.toString(), Standing.WITHDRAWN, "stays in Git"),
            "Warning DynamicPrefix/home.office Follow Lost"),
        of(new WatchEvent.Found("home"), "Normal DynamicPrefix/home.office Follow Found"),
        of(
            new WatchEvent.Held("home", COMMIT, "a revert"),
            "Warning DynamicPrefix/home.office Hold Held"),
        of(
            new WatchEvent.Held("mail", COMMIT, "a revert"),
            "Warning PublicIPClaim/mail.office Hold Held"),
        of(new WatchEvent.HoldEnded("home"), "Normal DynamicPrefix/home.office Hold HoldEnded"),
        of(new WatchEvent.HoldEnded("mail"), "Normal PublicIPClaim/mail.office Hold HoldEnded"),
        of(
            new WatchEvent.ChangeHeldBack(
                "home", new HeldBack(ACQUIRED, AT, Duration.ofMinutes(5)), ""),
            "Warning DynamicPrefix/home.office HoldBack HeldBack"));
  }

  private static List<Case> ofTheTarget() {
    return List.of(
        of(new WatchEvent.RenderingHeldBack(AT), "Warning WatcherConfig/Home HoldBack HeldBack"),
        of(
            new WatchEvent.Rendered(PUSHED, List.of("pool.yaml")),
            "Normal WatcherConfig/Home Render Rendered"),
        of(
            new WatchEvent.Proposed(
                new Outcome.Proposed(COMMIT, "https://git.example.org/1", true, List.of()),
                List.of()),
            "Normal WatcherConfig/Home Request Proposed"),
        of(
            new WatchEvent.Merged("https://git.example.org/1", COMMIT),
            "Normal WatcherConfig/Home Request Merged"),
        of(
            new WatchEvent.RequestDeclined("https://git.example.org/1"),
            "Warning WatcherConfig/Home Request Declined"),
        of(
            new WatchEvent.ClockBehind(AT, COMMIT, AT.plusSeconds(60)),
            "Warning WatcherConfig/Home ReadClock ClockBehind"),
        of(
            new WatchEvent.BranchRewritten(COMMIT, AT, "e".repeat(40)),
            "Warning WatcherConfig/Home Fetch BranchRewritten"),
        of(
            new WatchEvent.Failed(new Outcome.Stalled("no right to push", "add it")),
            "Warning WatcherConfig/Home Push Stalled"),
        of(
            new WatchEvent.Failed(new Outcome.Unreachable("no route")),
            "Warning WatcherConfig/Home Push Unreachable"),
        of(new WatchEvent.Recovered(EventKind.STALLED), "Normal WatcherConfig/Home Push Recovered"),
        of(
            new WatchEvent.BugFound("x", "a bug", new IllegalStateException()),
            "Warning WatcherConfig/Home Run Bug"));
  }

  private static List<Case> ofSources() {
    return List.of(
        of(
            noted(new SourceNotice.Lent("home", "terms", false, true, "lent")),
            "Normal WatcherConfig/Home Delegate Delegated"),
        of(
            noted(new SourceNotice.Problem("home", "no prefix")),
            "Warning WatcherConfig/Home Delegate SourceTrouble"),
        onlyLogged(noted(new SourceNotice.Started("started"))),
        onlyLogged(new WatchEvent.SourceTold(new SourceEvent.Listening(AT, WAN))),
        onlyLogged(new WatchEvent.SourceTold(new SourceEvent.Lost(AT, WAN, "wan0 is down"))),
        onlyLogged(
            new WatchEvent.SourceTold(
                new SourceEvent.Refused(AT, WAN, FrameRefusal.TRUNCATED, "short"))));
  }

  private static List<Case> others() {
    return List.of(
        onlyLogged(new WatchEvent.Heard("home", new Observation(AT, ROUTER, List.of()))),
        onlyLogged(new WatchEvent.Wrote(PUSHED)),
        onlyLogged(new WatchEvent.ClockSet(Duration.ofHours(1))),
        onlyLogged(new WatchEvent.Warning("a pool is not delivered")),
        onlyLogged(new WatchEvent.OtherDuid("home", "wan0")),
        onlyLogged(new WatchEvent.Notified("chat", "news")),
        onlyLogged(new WatchEvent.NotificationFailed("chat", "no route", "")),
        onlyLogged(new WatchEvent.NotificationsResumed("chat")),
        onlyLogged(new WatchEvent.NotificationsDropped("chat")));
  }

  private static List<String> written(WatchEvent event) {
    ClusterEvents.Names names =
        new ClusterEvents.Names() {
          @Override
          public String objectName(String document) {
            return document + ".office";
          }

          @Override
          public boolean isClaim(String document) {
            return document.equals("mail");
          }
        };
    return EventWords.of(AT, event, "Home", names).stream()
        .map(of ->
            String.join(
                " ",
                of.isWarning() ? "Warning" : "Normal",
                of.regarding().toString(),
                of.action(),
                of.reason()))
        .toList();
  }

  /** A kind without a case fails. */
  @ParameterizedTest
  @EnumSource
  void eachKindIsWhatTheTableSays(EventKind kind) {
    List<Case> ofKind = cases().stream().filter(one -> one.event().kind() == kind).toList();
    assertFalse(ofKind.isEmpty(), "no case of " + kind);
    for (Case one : ofKind) {
      assertEquals(one.written(), written(one.event()), one.event()::toString);
      if (!one.written().isEmpty()) {
        assertEquals(kind.spelling(), one.written().getFirst().split(" ")[3]);
      }
    }
  }

  /** Several events are of one kind. */
  @Test
  void eachEventAndEachChangeHasACase() {
    Set<String> missing = new TreeSet<>(records(WatchEvent.class));
    missing.addAll(records(LeaseChange.class));
    for (Case one : cases()) {
      missing.remove(one.event().getClass().getName());
      if (one.event() instanceof WatchEvent.Committed(var _, var _, LeaseChange change)) {
        missing.remove(change.getClass().getName());
      }
    }
    assertEquals(Set.of(), missing);
  }

  /** The records of a sealed interface, through those below it. */
  private static Set<String> records(Class<?> sealed) {
    return sealed.isSealed()
        ? Stream.of(sealed.getPermittedSubclasses())
            .flatMap(below -> records(below).stream())
            .collect(Collectors.toSet())
        : Set.of(sealed.getName());
  }
}
