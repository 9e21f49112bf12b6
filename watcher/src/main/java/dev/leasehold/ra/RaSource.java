package dev.leasehold.ra;

import dev.leasehold.source.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The sources of Router Advertisements: a live interface, or captured packets. */
public final class RaSource {
  /**
   * Listens on an interface with libpcap. {@link Source#ask} sends one Router Solicitation (RFC
   * 4861 section 4.1). The interface may appear and disappear. Without libpcap or the permission to
   * capture, {@link Source#run} throws.
   */
  public static Source live(String interfaceName, InstantSource clock) {
    return new PcapRaSource(interfaceName, clock, Duration.ofMillis(500));
  }

  /**
   * Replays captured packets, file by file and as fast as they are processed. The packets count as
   * received on the interface at the times in the files.
   *
   * @param files in the classic libpcap format
   */
  public static Source replay(String interfaceName, List<Path> files) {
    return new ReplayRaSource(interfaceName, files);
  }

  /** The reason why packets cannot be captured, with the remedy; empty if they can. */
  public static Optional<String> whyNothingIsCaptured() {
    return PcapRaSource.whyNoLibrary();
  }

  private RaSource() {}
}
