package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.dhcpv6.IaAnswers.IaAnswer;
import dev.leasehold.dhcpv6.IaAnswers.Verdict;
import dev.leasehold.dhcpv6.Notice.Delegated;
import dev.leasehold.dhcpv6.Notice.Denied;
import dev.leasehold.dhcpv6.Notice.NotResized;
import dev.leasehold.dhcpv6.State.Exchanging;
import dev.leasehold.dhcpv6.State.Rebinding;
import dev.leasehold.dhcpv6.State.Renewing;
import dev.leasehold.dhcpv6.State.Requesting;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Applies a Reply to the held prefixes (RFC 9915 section 18.2.10.1). */
final class Replies {
  /**
   * The result of a Reply.
   *
   * @param known the client state after the Reply
   * @param granted whether the Reply grants a prefix for any IA
   * @param denied whether the server has no binding for an IA
   * @param failed whether the server failed temporarily (UnspecFail)
   * @param empty whether the server has no prefix for a held IA
   */
  record ReadReply(
      ClientState known, boolean granted, boolean denied, boolean failed, boolean empty) {}

  /** The shortest time to a renewal, in seconds. */
  private static final long SOONEST = 2;

  /** The shortest lease that ends the back-off of discovery, in seconds. */
  private static final long WORTH_SOMETHING = 10;

  private final StepContext context;
  private final Message message;
  private final IaAnswers answers;

  Replies(StepContext context, Message message) {
    this.context = context;
    this.message = message;
    answers = new IaAnswers(context, message);
  }

  /** Applies a Reply to a Solicit, Request, Renew or Rebind. */
  ReadReply read(Exchanging asking, Duid server) {
    ClientState known = asking.known();
    boolean granted = false;
    boolean denied = false;
    boolean failed = false;
    boolean empty = false;
    List<Ia> after = new ArrayList<>();
    for (IaRequest wanted : context.settings().ias()) {
      long iaid = wanted.iaid();
      Optional<Ia> held = asking.binding().flatMap(b -> b.ia(iaid));
      IaAnswer answer = answers.of(iaid);
      failed |= answer.verdict() == Verdict.FAILED;
      empty |= answer.verdict() == Verdict.EMPTY && held.isPresent();
      if (answer.verdict() == Verdict.DENIED && extending(asking)) {
        denied = true;
        known = deny(known, held);
        continue;
      }
      Optional<Ia> merged = merged(iaid, held, answer, asking);
      if (!answer.prefixes().isEmpty()) {
        context.tell(new Delegated(iaid, server, answer.prefixes(), kept(merged, answer)));
      }
      if (held.isPresent() && merged.isEmpty()) {
        // Providers withdraw a prefix at each reconnect and delegate it again to a client that
        // names it (RFC 8168 section 3.1)
        known = known.remembering(held.get());
      }
      granted |= answer.verdict() == Verdict.GRANTED;
      if (asking instanceof Requesting && answer.verdict() == Verdict.GRANTED) {
        known = resized(known, held, answer, iaid);
      }
      merged.ifPresent(after::add);
    }
    known = known.withTrouble(answers.trouble());
    known = holding(known, asking.known(), server, after, granted);
    return new ReadReply(granted ? known.confirmed() : known, granted, denied, failed, empty);
  }

  /** Handles the answer to a Request for another prefix length. */
  private ClientState resized(ClientState known, Optional<Ia> held, IaAnswer answer, long iaid) {
    if (!known.resizing().contains(iaid)) {
      return known;
    }
    List<Prefix> before = held.map(Ia::prefixList).orElse(List.of());
    List<Prefix> again =
        answer.granted().stream().map(LeasedPrefix::prefix).filter(before::contains).toList();
    if (!again.isEmpty()) {
      context.tell(new NotResized(iaid, again, true));
    }
    return known.resized(iaid);
  }

  /** Whether the exchange names the held prefixes (Renew and Rebind) or offered ones (Request). */
  private static boolean extending(Exchanging asking) {
    return asking instanceof Renewing || asking instanceof Rebinding;
  }

  private static List<LeasedPrefix> kept(Optional<Ia> merged, IaAnswer answer) {
    Set<Prefix> named = new HashSet<>();
    answer.prefixes().forEach(p -> named.add(p.prefix()));
    return merged.map(Ia::prefixes).orElse(List.of()).stream()
        .filter(p -> !named.contains(p.prefix()))
        .toList();
  }

  private ClientState holding(
      ClientState known, ClientState before, Duid server, List<Ia> after, boolean granted) {
    if (after.isEmpty()) {
      return known.holding(null);
    }
    Optional<Binding> old = before.binding();
    ReconfigureKey key =
        old.filter(b -> !granted || Validation.same(b.server(), server))
            .map(Binding::reconfigureKey)
            .orElse(ReconfigureKey.NONE);
    Binding binding =
        granted
            ? new Binding(server, after, key.negotiatedBy(message))
            : new Binding(old.map(Binding::server).orElse(server), after, key);
    boolean worthSomething =
        after.stream()
            .flatMap(ia -> ia.prefixes().stream())
            .anyMatch(p -> p.validLifetime() >= WORTH_SOMETHING);
    return (worthSomething ? known.with(known.pace().leased()) : known).holding(binding);
  }

  private ClientState deny(ClientState known, Optional<Ia> held) {
    if (held.isEmpty()) {
      return known;
    }
    Ia ia = held.get();
    context.tell(new Denied(ia.iaid(), ia.prefixList()));
    return known.remembering(ia);
  }

  /**
   * The IA after a Reply. Section 18.2.10.1 keeps an omitted prefix until it expires. This client
   * drops it after a second consecutive Reply that grants another prefix and omits it. After a link
   * change the first omission is enough, because the prefix may be another provider's.
   */
  private Optional<Ia> merged(long iaid, Optional<Ia> held, IaAnswer answer, Exchanging asking) {
    boolean granted = answer.verdict() == Verdict.GRANTED;
    boolean linkChanged = asking.known().unconfirmed();
    Map<Prefix, LeasedPrefix> all = new LinkedHashMap<>();
    answer.prefixes().forEach(p -> all.put(p.prefix(), p));
    held.ifPresent(ia ->
        ia.prefixes().stream()
            .filter(p -> !granted || !linkChanged && !(extending(asking) && ia.wasLeftOut(p)))
            .forEach(p -> all.putIfAbsent(p.prefix(), p)));
    all.values().removeIf(p -> p.validLifetime() == 0);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<LeasedPrefix> left = all.values().stream().limit(IaAnswers.MOST_PREFIXES).toList();
    return granted
        ? answers.ia(iaid).map(ia -> timed(ia, answer.granted(), left))
        : held.map(ia -> ia.with(left));
  }

  /**
   * Sets T1 and T2. If they are 0, the client chooses them from the shortest preferred lifetime
   * (section 14.2), with the factors 0.5 and 0.8 that section 21.21 recommends to servers. The same
   * applies to times after the end of all lifetimes.
   */
  private Ia timed(IaPd ia, List<LeasedPrefix> granted, List<LeasedPrefix> left) {
    List<Long> preferred =
        granted.stream().map(LeasedPrefix::preferredLifetime).filter(s -> s > 0).sorted().toList();
    List<Long> valid = granted.stream().map(LeasedPrefix::validLifetime).sorted().toList();
    List<Long> lifetimes = preferred.isEmpty() ? valid : preferred;
    long shortest = lifetimes.getFirst();
    boolean ownT1 = ia.t1() == 0 || ia.t1() >= lifetimes.getLast();
    boolean ownT2 = ia.t2() == 0 || ia.t2() >= valid.getLast();
    long t1 = ownT1 ? share(shortest, 5) : ia.t1();
    long t2 = ownT2 ? share(shortest, 8) : ia.t2();
    t1 = Math.max(SOONEST, ownT1 && !ownT2 ? Math.min(t1, t2) : t1);
    return new Ia(ia.iaid(), t1, Math.max(t1, t2), context.now(), left);
  }

  private static long share(long lifetime, int tenths) {
    return lifetime == Lifetime.INFINITY ? lifetime : lifetime * tenths / 10;
  }
}
