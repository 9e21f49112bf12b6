package dev.leasehold.netlink;

import dev.leasehold.net.Prefix;
import dev.leasehold.netlink.InterfaceAddress.AddressScope;
import dev.leasehold.netlink.InterfaceAddress.Flag;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.wire.Lifetime;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of the global addresses of an interface, regardless of the program that set them:
 * systemd-networkd, dhcpcd, PPP, or the kernel.
 *
 * <p>Each change is one observation of all prefixes. A missing or disabled interface has no
 * prefixes; the lease policy decides how long that may last.
 */
public final class AddressSource implements Source {
  private static final Duration FOR_EVER = Duration.ofDays(20);

  private final Channel.Addresses channel;
  private final InstantSource clock;
  private final Counters counters = new Counters();
  private final Object lock = new Object();
  private @Nullable LinkMonitor monitor;
  private boolean asked;
  private boolean closed;

  /** The reason why the source cannot listen; empty while it can and before the first look. */
  private volatile String lost = "";

  private volatile boolean started;
  private volatile boolean listened;

  private volatile List<Announced> last = List.of();

  private AddressSource(Channel.Addresses channel, InstantSource clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /** Follows an interface, which may not exist yet. */
  public static Source live(Channel.Addresses channel, InstantSource clock) {
    return new AddressSource(channel, clock);
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) throws IOException {
    try (LinkMonitor opened = LinkMonitor.open(channel.interfaceName())) {
      if (!publish(opened)) {
        return;
      }
      Optional<InterfaceState> told = opened.state();
      tell(opened, events);
      while (opened.await(FOR_EVER)) {
        if (takeAsked() || !opened.state().equals(told)) {
          opened.refresh(); // updates the remaining lifetimes of all addresses
          told = opened.state();
          tell(opened, events);
        }
      }
    } finally {
      synchronized (lock) {
        monitor = null;
      }
    }
  }

  @Override
  public void ask() {
    synchronized (lock) {
      asked = true;
      if (monitor != null) {
        monitor.wake();
      }
    }
  }

  @Override
  public SourceStatus status() {
    if (!started) {
      return SourceStatus.starting(counters.snapshot());
    }
    String why = lost;
    return why.isEmpty()
        ? new SourceStatus(SourceStatus.State.LISTENING, describe(last), counters.snapshot())
        : SourceStatus.deaf(listened, why, counters.snapshot());
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (monitor != null) {
        monitor.stop();
      }
    }
  }

  /** Publishes the monitor to other threads; false if the source is closed. */
  private boolean publish(LinkMonitor opened) {
    synchronized (lock) {
      monitor = opened;
      return !closed;
    }
  }

  private boolean takeAsked() {
    synchronized (lock) {
      boolean was = asked;
      asked = false;
      return was;
    }
  }

  private void tell(LinkMonitor opened, Consumer<? super SourceEvent> events) {
    String why = whyNot(opened);
    if (!started || !why.equals(lost)) {
      lost = why;
      listened |= why.isEmpty();
      started = true;
      if (why.isEmpty()) {
        events.accept(new SourceEvent.Listening(clock.instant(), channel));
      } else {
        events.accept(new SourceEvent.Lost(clock.instant(), channel, why));
      }
    }
    List<Announced> prefixes =
        why.isEmpty() ? opened.state().map(AddressSource::prefixes).orElse(List.of()) : List.of();
    if (why.isEmpty()) {
      present(last, prefixes)
          .ifPresent(
              notice -> events.accept(new SourceEvent.Noted(clock.instant(), channel, notice)));
    }
    last = prefixes;
    counters.count("observed");
    events.accept(
        new SourceEvent.Heard(
            new Observation(
                clock.instant(), new Origin.Configured(channel.interfaceName()), prefixes)));
  }

  private String whyNot(LinkMonitor opened) {
    return opened
        .state()
        .map(state ->
            state.up() && state.running()
                ? ""
                : "interface " + state.name() + (state.up() ? " has no carrier" : " is down"))
        .orElseGet(() ->
            "interface "
                + channel.interfaceName()
                + " not found; available: "
                + String.join(", ", opened.names()));
  }

  /**
   * The prefixes of the addresses, each with its longest lifetimes. Ignored are link-local
   * addresses; temporary addresses, which end before the prefix; tentative addresses, which may be
   * another node's; and single addresses (/128, from DHCPv6), which say nothing about the prefix.
   */
  static List<Announced> prefixes(InterfaceState state) {
    Map<Prefix, Announced> byPrefix = new LinkedHashMap<>();
    for (InterfaceAddress address : state.addresses()) {
      if (address.scope() == AddressScope.GLOBAL
          && address.isUsable()
          && !address.flags().contains(Flag.TEMPORARY)
          && address.prefixLength() < 128) {
        byPrefix.merge(address.prefix(), announced(address), AddressSource::longest);
      }
    }
    return List.copyOf(byPrefix.values());
  }

  private static Announced announced(InterfaceAddress address) {
    boolean deprecated = address.flags().contains(Flag.DEPRECATED);
    return new Announced(
        address.prefix(),
        deprecated ? Duration.ZERO : Lifetime.ofSeconds(address.preferredLifetime()),
        Lifetime.ofSeconds(address.validLifetime()));
  }

  private static Announced longest(Announced one, Announced other) {
    return new Announced(
        one.prefix(),
        longest(one.preferredLifetime(), other.preferredLifetime()),
        longest(one.validLifetime(), other.validLifetime()));
  }

  private static Duration longest(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static List<Prefix> names(List<Announced> prefixes) {
    return prefixes.stream().map(Announced::prefix).sorted().toList();
  }

  /** Which prefixes there are now; empty where there are none, and were none before. */
  static Optional<SourceNotice> present(List<Announced> before, List<Announced> now) {
    return before.isEmpty() && now.isEmpty()
        ? Optional.empty()
        : Optional.of(new SourceNotice.Present("has " + describe(now)));
  }

  private static String describe(List<Announced> prefixes) {
    return prefixes.isEmpty()
        ? "no prefix"
        : String.join(", ", names(prefixes).stream().map(Prefix::toString).toList());
  }
}
