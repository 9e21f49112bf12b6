package dev.leasehold.lease;

import dev.leasehold.api.MacAddress;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPClaim.Mode;
import dev.leasehold.api.PublicIPClaim.OnDelete;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.RouterRef;
import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressAnswer.Held;
import dev.leasehold.source.AddressOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a router is asked for one public address, and its lease in Git from what the router
 * answered. Deterministic, as {@link PrefixPolicy} is.
 *
 * <p>An address enters Git when the router holds it, and leaves it only for a successor or after
 * its claim was deleted. The end has three steps: a commit sets {@code state: Releasing}, which
 * takes the address out of its pool; the router releases it; another commit removes the lease. A
 * watcher that ends in between goes on at the next step.
 *
 * @param claim empty: there is none any more
 * @param lease at the tip; empty: there is none yet
 * @param unread a file that cannot be read and may have the claim; empty: there is none
 * @param unusable why no router of the configuration is the one of the claim; empty: one is
 * @param around what the other documents of the package have
 */
public record AddressPolicy(
    Optional<PublicIPClaim> claim,
    Optional<PublicIPLease> lease,
    Optional<String> unread,
    Optional<Failed> unusable,
    Surroundings around) {
  /** How long the lease of a released address may wait for another commit to go with. */
  private static final Duration REMOVAL = Duration.ofHours(1);

  /** A lease of that name must have room for an address after it (a label has 63 characters). */
  private static final int LONGEST_NAME = 45;

  /**
   * What the router has for the claim. An observed interface is not ours, so its MAC is not kept.
   */
  private record Found(Address address, Optional<MacAddress> macAddress) {}

  /**
   * What the other documents of the package have. A place is the login of a router and an
   * interface.
   *
   * @param holders the names of the leases that hold an address, by address
   * @param names the names of all leases and claims
   * @param releasing the leases in state Releasing, by the place that they still have
   * @param wanted the places that claims want
   * @param fixed the names of leases whose document cannot be removed
   * @param reasons why an autoscaler asks for a claim or gives it up, by the name of the claim
   */
  public record Surroundings(
      Map<Address, List<String>> holders,
      Set<String> names,
      Map<String, String> releasing,
      Set<String> wanted,
      Set<String> fixed,
      Map<String, String> reasons) {
    /** There are no other documents. */
    public static final Surroundings NONE =
        new Surroundings(Map.of(), Set.of(), Map.of(), Set.of(), Set.of(), Map.of());

    public Surroundings {
      holders = Map.copyOf(holders);
      names = Set.copyOf(names);
      releasing = Map.copyOf(releasing);
      wanted = Set.copyOf(wanted);
      fixed = Set.copyOf(fixed);
      reasons = Map.copyOf(reasons);
    }
  }

  /**
   * An order, and the login of its router.
   *
   * @param decides whether its answers decide about the lease; if not, it keeps up an interface
   *     that is still in use
   */
  public record Ask(RouterRef router, AddressOrder order, boolean decides) {}

  /** What routers are asked for; the order that decides comes first. */
  public List<Ask> asks() {
    if (isReleasing()) {
      return lease
          .filter(AddressPolicy::isReleasable)
          .map(l -> List.of(new Ask(l.router().orElseThrow(), release(l), true)))
          .orElse(List.of());
    }
    Optional<Ask> kept =
        lease
            .filter(PublicIPLease::isAllocated)
            .map(l -> new Ask(l.router().orElseThrow(), kept(l), claim.isEmpty()));
    if (claim.isEmpty() || mustReleaseFirst()) {
      return kept.stream().toList();
    }
    List<Ask> asks = new ArrayList<>();
    if (blockedBy(claim.get()).isEmpty() && unusable.isEmpty()) {
      asks.add(new Ask(claim.get().router(), orderOf(claim.get()), true));
    }
    boolean isLeft = asks.isEmpty() || lease.filter(this::fits).isEmpty();
    kept.filter(_ -> isLeft).ifPresent(asks::add);
    return asks;
  }

  private boolean isReleasing() {
    return lease.filter(l -> !l.isHeld()).isPresent();
  }

  /** The place that the claim wants. */
  public Optional<String> wantedPlace() {
    return claim
        .filter(wanted -> wanted.mode() == Mode.ALLOCATE)
        .map(wanted -> place(wanted.router(), interfaceName(wanted)));
  }

  /** The place that the lease has until it is released. */
  public Optional<String> releasingPlace() {
    return lease
        .filter(l -> !l.isHeld() && isReleasable(l))
        .map(l -> place(l.router().orElseThrow(), l.wanInterface().orElseThrow()));
  }

  private static String place(RouterRef router, String wanInterface) {
    return router.login() + " " + wanInterface;
  }

  /** The lease whose release the place of the claim waits for; empty: it is free. */
  private Optional<String> blockedBy(PublicIPClaim wanted) {
    return Optional.ofNullable(
            around.releasing().get(place(wanted.router(), interfaceName(wanted))))
        .filter(_ -> wanted.mode() == Mode.ALLOCATE)
        .filter(name -> lease.filter(l -> l.name().equals(name)).isEmpty());
  }

  private AddressOrder orderOf(PublicIPClaim wanted) {
    if (wanted.mode() == Mode.OBSERVE) {
      return new AddressOrder.Observe(wanted.router().wanParent());
    }
    Optional<PublicIPLease> known = lease.filter(this::fits);
    return new AddressOrder.Hold(
        interfaceName(wanted),
        wanted.macAddress().or(() -> known.flatMap(PublicIPLease::macAddress)),
        wanted.router().wanParent(),
        wanted.router().command(),
        known.map(PublicIPLease::ip));
  }

  private static AddressOrder kept(PublicIPLease lease) {
    return new AddressOrder.Hold(
        lease.wanInterface().orElseThrow(),
        lease.macAddress(),
        lease.router().orElseThrow().wanParent(),
        lease.router().orElseThrow().command(),
        Optional.of(lease.ip()));
  }

  private static AddressOrder release(PublicIPLease lease) {
    return new AddressOrder.Release(
        lease.wanInterface().orElseThrow(),
        lease.macAddress().orElseThrow(),
        lease.router().orElseThrow().wanParent());
  }

  /** What a command of the configuration made is not Leasehold's to remove. */
  private static boolean isReleasable(PublicIPLease lease) {
    return lease.isAllocated() && lease.router().flatMap(RouterRef::command).isEmpty();
  }

  /** The interface of the lease stays in use where the claim leaves the choice. */
  private String interfaceName(PublicIPClaim wanted) {
    return wanted.mode() == Mode.OBSERVE || wanted.wanInterface().isPresent()
        ? wanted.interfaceName()
        : lease
            .filter(l -> l.isAllocated() && isSameRouter(l, wanted))
            .flatMap(PublicIPLease::wanInterface)
            .orElseGet(wanted::interfaceName);
  }

  private static boolean isSameRouter(PublicIPLease lease, PublicIPClaim wanted) {
    return lease.router().filter(router -> router.isSameLogin(wanted.router())).isPresent();
  }

  /**
   * Whether the lease is of the interface that the claim wants. One that names no router, because a
   * person wrote it, fits any claim.
   */
  private boolean fits(PublicIPLease of) {
    return claim
        .filter(wanted ->
            of.router().isEmpty()
                || isSameRouter(of, wanted)
                    && of.router().get().wanParent().equals(wanted.router().wanParent())
                    && of.wanInterface().filter(interfaceName(wanted)::equals).isPresent()
                    && (wanted.macAddress().isEmpty()
                        || wanted.macAddress().equals(of.macAddress())))
        .isPresent();
  }

  /**
   * Whether the new interface can only be made when the old one is gone: both have one name on one
   * router, or one MAC address.
   */
  private boolean mustReleaseFirst() {
    return claim.isPresent()
        && lease
            .filter(l -> l.isHeld() && l.isAllocated() && !fits(l))
            .filter(l ->
                isSameRouter(l, claim.get())
                        && l.wanInterface().filter(interfaceName(claim.get())::equals).isPresent()
                    || l.macAddress().equals(claim.get().macAddress()))
            .isPresent();
  }

  /**
   * Decides the lease.
   *
   * @param known what the router said about the interface of {@link #asks}
   */
  public AddressDecision decide(AddressReport known, DampingState damping, Instant now) {
    AddressDecision decided = atOnce(known, now.truncatedTo(ChronoUnit.SECONDS), now);
    if (decided.changes().isEmpty() || !now.isBefore(damping.openFrom())) {
      return decided;
    }
    HeldBack waits = new HeldBack(decided.changes().getFirst(), damping.openFrom(), Duration.ZERO);
    return new AddressDecision(
        List.of(),
        List.of(),
        Optional.of(waits),
        Optional.of(damping.openFrom()),
        decided.phase(),
        decided.message(),
        decided.trouble(),
        decided.removable());
  }

  private AddressDecision atOnce(AddressReport known, Instant since, Instant now) {
    if (lease.isPresent() && !lease.get().isHeld()) {
      return released(lease.get(), known, now);
    }
    if (claim.isEmpty()) {
      return withoutClaim(lease.orElseThrow(), known, since);
    }
    if (unusable.isPresent()) { // perhaps a typo, for which nothing is given up
      return failing(unusable.get());
    }
    if (mustReleaseFirst()) {
      PublicIPLease old = lease.orElseThrow();
      return releasing(
          old,
          since,
          "the claim wants another MAC address or parent for "
              + old.wanInterface().orElse("")
              + ", so "
              + old.ip()
              + " is released first");
    }
    Optional<String> blocked = blockedBy(claim.get());
    if (blocked.isPresent()) {
      return AddressDecision.none(
          lease.isPresent() ? AddressPhase.DEGRADED : AddressPhase.PENDING,
          "waits until the address of lease " + blocked.get() + " is released");
    }
    Optional<Found> found = found(claim.get(), known);
    return found.isPresent() ? holding(claim.get(), found.get(), known, since) : waiting(known);
  }

  /** The lease of an address that the router gives up, or gave up. */
  private AddressDecision released(PublicIPLease old, AddressReport known, Instant now) {
    if (isReleasable(old) && !known.released()) {
      Optional<Failed> why = unusable.or(known::failed);
      return AddressDecision.none(
              AddressPhase.RELEASING,
              why.map(Failed::text).orElse("the router is asked to release " + old.ip()))
          .troubled(trouble(why));
    }
    if (around.fixed().contains(old.name())) {
      return AddressDecision.none(
              AddressPhase.RELEASING,
              "released; its document cannot be removed, as a warning says: remove it by hand")
          .removing(old.name());
    }
    boolean isAwaited =
        claim.isPresent() || releasingPlace().filter(around.wanted()::contains).isPresent();
    Instant due =
        isAwaited
            ? now
            : old.since().filter(at -> !at.isAfter(now)).map(at -> at.plus(REMOVAL)).orElse(now);
    if (now.isBefore(due)) {
      return AddressDecision.none(AddressPhase.RELEASING, "released; the next commit removes it")
          .lookingAgain(due)
          .removing(old.name());
    }
    return removed(old);
  }

  private static AddressDecision removed(PublicIPLease old) {
    return AddressDecision.write(
            List.of(), new LeaseChange.Removed(old.id().kind()), AddressPhase.RELEASING, "released")
        .removing(old.name());
  }

  /** The lease of an address whose claim is gone. */
  private AddressDecision withoutClaim(PublicIPLease old, AddressReport known, Instant since) {
    if (old.router().isEmpty()) {
      return AddressDecision.none(
          AddressPhase.READY, "written by hand: there is no claim, and the lease names no router");
    }
    if (old.onDelete() == OnDelete.KEEP || unread.isPresent()) {
      Optional<Held> held = known.held().filter(works -> isOf(works, old.macAddress()));
      if (unusable.isPresent()) {
        return failing(unusable.get());
      }
      return held.isPresent() ? replacing(old, held.get(), since) : waiting(known);
    }
    return releasing(
        old,
        since,
        around.reasons().getOrDefault(old.claim(), "its PublicIPClaim is gone")
            + "; "
            + old.ip()
            + " leaves its pool"
            + whatFollows(old));
  }

  private static String whatFollows(PublicIPLease old) {
    String on = old.wanInterface().orElse("");
    if (isReleasable(old)) {
      return ", and then the router releases " + on;
    }
    return old.isAllocated()
        ? "; what its command made for " + on + " on the router is to be removed by hand"
        : "";
  }

  private AddressDecision releasing(PublicIPLease old, Instant since, String why) {
    return AddressDecision.write(
        List.of(old.releasing(old.name(), since)),
        new AddressChange.Releasing(old.ip(), why),
        AddressPhase.RELEASING,
        why);
  }

  private AddressDecision waiting(AddressReport known) {
    return known
        .failed()
        .map(this::failing)
        .orElseGet(() ->
            AddressDecision.none(
                lease.isPresent() ? AddressPhase.DEGRADED : AddressPhase.PENDING,
                known.isKnown()
                    ? "the router holds no address for it"
                    : "the router has not answered yet"));
  }

  private AddressDecision failing(Failed why) {
    AddressPhase phase =
        lease.isPresent()
            ? AddressPhase.DEGRADED
            : why.whatToDo().isEmpty() ? AddressPhase.PENDING : AddressPhase.FAILED;
    return AddressDecision.none(phase, why.text()).troubled(trouble(Optional.of(why)));
  }

  /** The source of the router itself reports what concerns all its addresses. */
  private static Optional<String> trouble(Optional<Failed> why) {
    return why.filter(failed -> !failed.isOfRouter()).map(Failed::text);
  }

  private Optional<Found> found(PublicIPClaim wanted, AddressReport known) {
    if (wanted.mode() == Mode.OBSERVE) {
      return known.observed().flatMap(this::observed);
    }
    Optional<MacAddress> mac =
        wanted.macAddress().or(() -> lease.filter(this::fits).flatMap(PublicIPLease::macAddress));
    return known
        .held()
        .filter(works -> works.wanParent().equals(wanted.router().wanParent()))
        .filter(works -> isOf(works, mac))
        .map(works -> new Found(works.address(), Optional.of(works.mac())));
  }

  private static boolean isOf(Held works, Optional<MacAddress> mac) {
    return mac.isEmpty() || mac.get().equals(works.mac());
  }

  /** The one in Git if it is still there, else the first, and IPv4 before IPv6. */
  private Optional<Found> observed(List<Address> addresses) {
    return lease
        .map(PublicIPLease::ip)
        .filter(addresses::contains)
        .or(() -> addresses.stream().filter(a -> a.family() == Family.IPV4).findFirst())
        .or(() -> addresses.stream().findFirst())
        .map(address -> new Found(address, Optional.empty()));
  }

  private AddressDecision holding(
      PublicIPClaim wanted, Found held, AddressReport known, Instant since) {
    Optional<String> other =
        around.holders().getOrDefault(held.address(), List.of()).stream()
            .filter(name -> lease.filter(l -> l.name().equals(name)).isEmpty())
            .findFirst();
    if (other.isPresent()) {
      return failing(
          new Failed(
              "the router holds "
                  + held.address()
                  + ", which PublicIPLease "
                  + other.get()
                  + " has too",
              "Remove one of the two claims, or give them different MAC addresses."));
    }
    PublicIPLease next = leaseOf(wanted, held, since);
    if (lease.isEmpty()) {
      return changed(
          List.of(next),
          new AddressChange.Acquired(
              held.address(), holder(wanted), around.reasons().getOrDefault(wanted.name(), "")),
          known);
    }
    PublicIPLease old = lease.get();
    boolean isSame =
        old.ip().equals(held.address())
            && old.macAddress().equals(held.macAddress())
            && old.wanInterface().equals(next.wanInterface()); // its router has another name now
    if (!fits(old) && !isSame) {
      return changed(
          old.isAllocated()
              ? List.of(next, old.releasing(nameOfReleased(old), since))
              : List.of(next),
          new AddressChange.Moved(old.ip(), held.address(), holder(wanted)),
          known);
    }
    if (!old.ip().equals(held.address())) {
      return changed(
          List.of(next),
          new AddressChange.Replaced(old.ip(), held.address(), holder(wanted)),
          known);
    }
    PublicIPLease amended = next.since(old.since());
    return amended.equals(old)
        ? ready(known)
        : changed(
            List.of(amended), new AddressChange.Amended(old.ip(), amendment(old, amended)), known);
  }

  private static String amendment(PublicIPLease old, PublicIPLease amended) {
    if (!old.poolName().equals(amended.poolName())) {
      return amended
          .poolName()
          .map(pool -> old.ip() + " is for pool " + pool + " now")
          .orElse(old.ip() + " is for no pool any more");
    }
    return old.onDelete() == amended.onDelete()
        ? "the lease of " + old.ip() + " names its router and interface"
        : "onDelete of " + old.ip() + " follows its claim";
  }

  private AddressDecision replacing(PublicIPLease old, Held held, Instant since) {
    if (old.ip().equals(held.address())) {
      return AddressDecision.none(
          AddressPhase.READY,
          unread
              .map(file -> "its claim is gone, but " + file + " cannot be read and may have it")
              .orElse("kept after its claim was deleted"));
    }
    PublicIPLease next =
        new PublicIPLease(
            old.name(),
            old.claim(),
            old.poolName(),
            held.address(),
            old.wanInterface(),
            old.macAddress(),
            old.router(),
            old.state(),
            old.onDelete(),
            Optional.of(since));
    RouterRef router = old.router().orElseThrow();
    return AddressDecision.write(
        List.of(next),
        new AddressChange.Replaced(
            old.ip(), held.address(), holder(router, old.wanInterface().orElse(""))),
        AddressPhase.READY,
        "");
  }

  private static AddressDecision ready(AddressReport known) {
    return known
        .failed()
        .map(why ->
            AddressDecision.none(AddressPhase.DEGRADED, why.text())
                .troubled(trouble(Optional.of(why))))
        .orElseGet(() -> AddressDecision.none(AddressPhase.READY, ""));
  }

  private static AddressDecision changed(
      List<PublicIPLease> leases, AddressChange change, AddressReport known) {
    AddressDecision ready = ready(known);
    return AddressDecision.write(leases, change, ready.phase(), ready.message())
        .troubled(ready.trouble());
  }

  private PublicIPLease leaseOf(PublicIPClaim wanted, Found held, Instant since) {
    return new PublicIPLease(
        lease.map(PublicIPLease::name).orElse(wanted.name()),
        wanted.name(),
        wanted.poolName(),
        held.address(),
        Optional.of(interfaceName(wanted)),
        held.macAddress(),
        Optional.of(wanted.router()),
        PublicIPLease.State.HELD,
        wanted.onDelete(),
        Optional.of(since));
  }

  private String holder(PublicIPClaim wanted) {
    return holder(wanted.router(), interfaceName(wanted));
  }

  private static String holder(RouterRef router, String wanInterface) {
    return wanInterface + " on " + router.host();
  }

  /** The name of a lease beside its successor: {@code NAME-203-0-113-7}. */
  private String nameOfReleased(PublicIPLease old) {
    String start =
        old.name().length() > LONGEST_NAME ? old.name().substring(0, LONGEST_NAME) : old.name();
    String base = start + "-" + old.ip().toString().replaceAll("[.:]+", "-");
    base = base.length() > 60 ? base.substring(0, 60) : base;
    base = base.endsWith("-") ? base.substring(0, base.length() - 1) : base;
    String name = base;
    for (int i = 2; around.names().contains(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }
}
