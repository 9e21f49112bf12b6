package dev.leasehold.bench;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.ra.RaFrames;
import dev.leasehold.source.Observation.Announced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/**
 * A simulated router on the other end of the link, with an unused prefix. It answers solicitations
 * with its last advertisement.
 */
final class Provider implements AutoCloseable {
  private static final Address ROUTER = Address.parse("fe80::1");
  private static final Duration PREFERRED = Duration.ofHours(2);
  private static final Duration VALID = Duration.ofHours(4);

  private final PcapHandle line;
  private final PcapHandle questions;
  private final Thread answering;
  private volatile boolean closed;
  private int current;
  private byte[] latest = new byte[0];

  Provider(String interfaceName) throws PcapNativeException, NotOpenException {
    line = new PcapHandle.Builder(interfaceName).build();
    questions = new PcapHandle.Builder(interfaceName).timeoutMillis(10).build();
    questions.setFilter("icmp6 and ip6[40] == 133", BpfProgram.BpfCompileMode.OPTIMIZE);
    answering = Thread.ofPlatform().daemon().name("router").start(this::answer);
  }

  /** The state of the old prefix in an advertisement. */
  enum Change {
    ANNOUNCED,
    WITHDRAWN,
    VANISHED
  }

  /**
   * Announces the next prefix and withdraws the old one, in one advertisement.
   *
   * @return {@link System#nanoTime} of sending it
   */
  long renumber() throws PcapNativeException, NotOpenException {
    return renumber(Change.WITHDRAWN);
  }

  /**
   * Announces the next prefix.
   *
   * @return {@link System#nanoTime} of sending it
   */
  synchronized long renumber(Change change) throws PcapNativeException, NotOpenException {
    Prefix before = prefix(current);
    current++;
    List<Announced> announced = new ArrayList<>();
    announced.add(new Announced(prefix(current), PREFERRED, VALID));
    switch (change) {
      case ANNOUNCED -> announced.add(new Announced(before, Duration.ZERO, VALID));
      case WITHDRAWN -> announced.add(new Announced(before, Duration.ZERO, Duration.ZERO));
      case VANISHED -> {
        // the old prefix is left out
      }
    }
    latest = RaFrames.advertisement(ROUTER, announced);
    return send();
  }

  /** Repeats the last advertisement. */
  synchronized void repeat() throws PcapNativeException, NotOpenException {
    send();
  }

  private static Prefix prefix(int number) {
    return Prefix.parse("2001:db8:" + Integer.toHexString(number) + "::/64");
  }

  private long send() throws PcapNativeException, NotOpenException {
    long sent = System.nanoTime();
    line.sendPacket(latest);
    return sent;
  }

  private void answer() {
    try {
      while (!closed) {
        if (questions.getNextRawPacket() != null && latest.length > 0) {
          repeat();
        }
      }
    } catch (NotOpenException | PcapNativeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      answering.join(); // libpcap crashes if a handle is closed during a read
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    questions.close();
    line.close();
  }
}
