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
 * {@link RaSource#live}, by pcap4j.
 *
 * <p>What shaped it: closing a handle while another thread reads from it hangs, so {@link #close}
 * only breaks the loop and the loop's thread closes; {@code getNextRawPacket} hides errors as null,
 * so its {@code Ex} sister is used; a handle that could not be activated is never freed, so the
 * interface is looked at before libpcap is asked.
 */
final class PcapRaSource implements Source {
  private static final Logger log = LoggerFactory.getLogger(PcapRaSource.class);

  /** No check of section 6.1.2 in here: what fails one is to be counted, not to vanish. */
  private static final String FILTER = "icmp6 and ip6[40] == 134";

  /**
   * A jumbo frame, and no advertisement is larger. The kernel's buffer is cut into places of this
   * size: 57 of them, where 65535, the usual value, leaves eight.
   */
  private static final int SNAPLEN = 9_216;

  private static final int BUFFER = 512 << 10;

  /**
   * How long an unheard break may go unnoticed: before libpcap 1.10, poll() did not wake for it.
   */
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

  /** Why it does not listen; empty while it does. */
  private volatile String lost = "";

  private volatile boolean started;
  private volatile boolean listened;

  /**
   * Opens nothing yet.
   *
   * @param retry how often to look whether a lost interface is back
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
          handle = opened; // before the event: its receiver may solicit at once
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
      closed.countDown(); // an interrupt means: end
    }
  }

  /**
   * Immediate mode, or the kernel collects packets for up to the timeout. Not promiscuous:
   * all-nodes multicast arrives anyway. Only what comes in: a router that runs here does not count.
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

  /** Empty when libpcap is installed. */
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

  /** Returns only by exception, or when a break came between two packets. */
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
