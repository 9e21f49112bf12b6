package dev.leasehold.ra;

import dev.leasehold.source.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Where Router Advertisements come from: one interface, or captured packets. */
public final class RaSource {
  /**
   * Listens on an interface, by libpcap; {@link Source#ask} sends one Router Solicitation (RFC 4861
   * section 4.1). The interface may come and go; without libpcap or the right to capture, {@link
   * Source#run} throws.
   */
  public static Source live(String interfaceName, InstantSource clock) {
    return new PcapRaSource(interfaceName, clock, Duration.ofMillis(500));
  }

  /**
   * Replays captured packets, file by file and as fast as they are taken, as if heard on that
   * interface at the time that the files say.
   *
   * @param files in the classic libpcap format
   */
  public static Source replay(String interfaceName, List<Path> files) {
    return new ReplayRaSource(interfaceName, files);
  }

  /** Why nothing can be captured, and what to do; empty when it can. */
  public static Optional<String> whyNothingIsCaptured() {
    return PcapRaSource.whyNoLibrary();
  }

  private RaSource() {}
}
