package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.LinkType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link RaSource#live} with pcap4j.
 *
 * <p>Three properties of pcap4j shaped this class. Closing a handle while another thread reads from
 * it hangs, so {@link #close} only breaks the loop, and the thread of the loop closes the handle.
 * {@code getNextRawPacket} hides errors as null, so {@code getNextRawPacketEx} is used. A handle
 * that could not be activated is never freed, so the interface is checked before libpcap is called.
 */
final class PcapRaSource implements Source {
  private static final Logger log = LoggerFactory.getLogger(PcapRaSource.class);

  /** The capture filter. It has no check of section 6.1.2, because invalid packets are counted. */
  private static final String FILTER = "icmp6 and ip6[40] == 134";

  /**
   * The snapshot length: a jumbo frame, and no advertisement is larger. The kernel's buffer is
   * divided into slots of this size: 57 of them, instead of eight with the usual 65535.
   */
  private static final int SNAPLEN = 9_216;

  private static final int BUFFER = 512 << 10;

  /** The longest delay of a break: before libpcap 1.10, poll() did not wake for it. */
  private static final int READ_TIMEOUT_MILLIS = 1000;

  /** PCAP_ERROR_PERM_DENIED of pcap.h. */
  private static final int PERMISSION_DENIED = -8;

  private final String interfaceName;
  private final Channel.Advertisements channel;
  private final Counters counters = new Counters();
  private final NetworkDevice device;
  private final InstantSource clock;
  private final Duration retry;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable PcapHandle handle;

  /** The reason why the source does not listen; empty while it does. */
  private volatile String lost = "";

  private volatile boolean started;
  private volatile boolean listened;

  /**
   * Creates a source; opens no interface yet.
   *
   * @param retry the interval of the checks whether a lost interface is back
   */
  PcapRaSource(String interfaceName, InstantSource clock, Duration retry) {
    this.interfaceName = interfaceName;
    this.channel = new Channel.Advertisements(interfaceName);
    this.device = new NetworkDevice(interfaceName, Path.of("/"));
    this.clock = clock;
    this.retry = retry;
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) throws IOException {
    AdvertisementProcessing processing = new AdvertisementProcessing(channel, events, counters);
    while (!isClosed()) {
      String why = device.whyNotUsable();
      if (why.isEmpty()) {
        try (PcapHandle opened = open()) {
          LinkType link = link(opened);
          handle = opened; // before the event, because its receiver may solicit at once
          lost = "";
          listened = true;
          started = true;
          events.accept(new SourceEvent.Listening(clock.instant(), channel));
          capture(opened, link, processing);
        } catch (EOFException e) {
          return; // close() broke the loop
        } catch (PcapNativeException | NotOpenException e) {
          why = String.valueOf(e.getMessage());
        } finally {
          handle = null;
        }
      }
      boolean news = !why.equals(lost);
      lost = why;
      started = true;
      if (news && !isClosed()) {
        events.accept(new SourceEvent.Lost(clock.instant(), channel, why));
      }
      awaitRetry();
    }
  }

  @Override
  public void ask() {
    PcapHandle open = handle;
    if (open == null) {
      log.info("{}: no router solicitation sent: not listening", interfaceName);
      return;
    }
    try {
      Bytes mac = device.mac();
      if (mac.length() != 6 || link(open) != LinkType.ETHERNET) {
        log.info("{}: no router solicitation sent: not an Ethernet interface", interfaceName);
        return;
      }
      Address source = device.linkLocal();
      open.sendPacket(
          RouterSolicitation.from(source, mac)
              .write(source, RouterSolicitation.ALL_ROUTERS)
              .ethernet(mac)
              .toArray());
      counters.count("sent_solicitation");
      log.debug("{}: sent a router solicitation from {}", interfaceName, source);
    } catch (IOException | PcapNativeException | NotOpenException e) {
      log.warn("{}: no router solicitation sent: {}", interfaceName, e.getMessage());
    }
  }

  @Override
  public SourceStatus status() {
    if (!started) {
      return SourceStatus.starting(counters.snapshot());
    }
    return handle != null
        ? new SourceStatus(SourceStatus.State.LISTENING, "", counters.snapshot())
        : SourceStatus.deaf(listened, lost, counters.snapshot());
  }

  @Override
  public void close() {
    closed.countDown();
    PcapHandle open = handle;
    if (open != null) {
      try {
        open.breakLoop();
      } catch (NotOpenException e) {
        log.trace("{}: the loop ended by itself", interfaceName, e);
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void awaitRetry() {
    try {
      closed.await(retry.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown(); // an interrupt ends the source
    }
  }

  /**
   * Opens a handle in immediate mode; otherwise the kernel collects packets up to the timeout. Not
   * promiscuous, because all-nodes multicast arrives anyway. Only incoming packets: a router on
   * this machine does not count.
   */
  private PcapHandle open() throws IOException, PcapNativeException, NotOpenException {
    PcapHandle opened;
    try {
      opened =
          new PcapHandle.Builder(interfaceName)
              .snaplen(SNAPLEN)
              .bufferSize(BUFFER)
              .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
              .immediateMode(true)
              .timeoutMillis(READ_TIMEOUT_MILLIS)
              .direction(PcapDirection.IN)
              .build();
    } catch (LinkageError e) {
      throw new IOException(withoutLibrary(e), e);
    } catch (PcapNativeException e) {
      Integer code = e.getReturnCode();
      if (code != null && code == PERMISSION_DENIED) {
        throw new IOException(
            "no permission to capture on "
                + interfaceName
                + ": run as root, or grant CAP_NET_RAW (systemd:"
                + " AmbientCapabilities=CAP_NET_RAW; Kubernetes: capabilities.add: [NET_RAW])",
            e);
      }
      throw e;
    }
    try {
      opened.setFilter(FILTER, BpfCompileMode.OPTIMIZE);
      return opened;
    } catch (PcapNativeException | NotOpenException e) {
      opened.close();
      throw e;
    }
  }

  /** The reason why libpcap cannot be loaded; empty if it can. */
  static Optional<String> whyNoLibrary() {
    try {
      log.debug("{}", Pcaps.libVersion());
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(withoutLibrary(e));
    }
  }

  private static String withoutLibrary(LinkageError e) {
    return "cannot load libpcap: install it (Debian: apt-get install libpcap0.8, Alpine: apk add"
        + " libpcap), and make sure that this process can write to "
        + System.getProperty("java.io.tmpdir")
        + ": "
        + e.getMessage();
  }

  private LinkType link(PcapHandle opened) throws IOException {
    return LinkType.of(opened.getDlt().value())
        .orElseThrow(() ->
            new IOException(
                interfaceName
                    + " has link type "
                    + opened.getDlt()
                    + "; supported are Ethernet, PPP and tunnels"));
  }

  /** Captures packets; returns only by an exception, or after a break between two packets. */
  private void capture(PcapHandle opened, LinkType link, AdvertisementProcessing processing)
      throws EOFException, PcapNativeException, NotOpenException {
    while (!isClosed()) {
      try {
        byte[] frame = opened.getNextRawPacketEx();
        processing.process(clock.instant(), link, Bytes.copyOf(frame));
      } catch (TimeoutException e) {
        log.trace("{}: silence", interfaceName, e);
      }
    }
  }
}
