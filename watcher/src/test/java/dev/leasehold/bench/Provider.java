package dev.leasehold.bench;

import dev.leasehold.lease.Observation.Announced;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.ra.RaFrames;
import java.time.Duration;
import java.util.List;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/** A made-up router on the other end of the line, with a prefix that nobody had before. */
final class Provider implements AutoCloseable {
  private static final Address ROUTER = Address.parse("fe80::1");
  private static final Duration PREFERRED = Duration.ofHours(2);
  private static final Duration VALID = Duration.ofHours(4);

  private final PcapHandle line;
  private int current;

  Provider(String interfaceName) throws PcapNativeException {
    line = new PcapHandle.Builder(interfaceName).build();
  }

  /**
   * Announces the next prefix and withdraws the one before it, in one advertisement.
   *
   * @return {@link System#nanoTime} of sending it
   */
  long renumber() throws PcapNativeException, NotOpenException {
    current++;
    return send();
  }

  /** Says once more what it said last. */
  void repeat() throws PcapNativeException, NotOpenException {
    send();
  }

  private static Prefix prefix(int number) {
    return Prefix.parse("2001:db8:" + Integer.toHexString(number) + "::/64");
  }

  private long send() throws PcapNativeException, NotOpenException {
    byte[] frame =
        RaFrames.advertisement(
            ROUTER,
            List.of(
                new Announced(prefix(current), PREFERRED, VALID),
                new Announced(prefix(current - 1), Duration.ZERO, Duration.ZERO)));
    long sent = System.nanoTime();
    line.sendPacket(frame);
    return sent;
  }

  @Override
  public void close() {
    line.close();
  }
}
