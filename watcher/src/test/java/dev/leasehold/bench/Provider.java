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
 * A made-up router on the other end of the line, with a prefix that nobody had before. It answers
 * solicitations with what it said last.
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

  /** What an advertisement says of the prefix before. */
  enum Change {
    ANNOUNCED,
    WITHDRAWN,
    VANISHED
  }

  /**
   * Announces the next prefix and withdraws the one before it, in one advertisement.
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
        // not a word of it
      }
    }
    latest = RaFrames.advertisement(ROUTER, announced);
    return send();
  }

  /** Says once more what it said last. */
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
      answering.join(); // libpcap does not survive a handle that is closed while it is read
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    questions.close();
    line.close();
  }
}
