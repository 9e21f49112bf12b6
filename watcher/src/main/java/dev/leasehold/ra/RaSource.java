package dev.leasehold.ra;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where Router Advertisements come from: one interface, or captured packets.
 *
 * <p>{@link #run} once, on a thread of its own; {@link #solicit} and {@link #close} from any.
 */
public interface RaSource extends AutoCloseable {
  /**
   * Hands over events, in order and on the calling thread, until {@link #close} or, for a replay,
   * until the end.
   *
   * @throws IOException when there is no use in trying again; the message says what to do
   */
  void run(Consumer<? super RaEvent> events) throws IOException;

  /**
   * Sends one Router Solicitation (RFC 4861 section 4.1) and returns; the answer comes as an event.
   * How often to ask (section 6.3.7: 3 times, 4 s apart) is the caller's business. Where it cannot
   * be sent, the log says why: routers also advertise unasked.
   */
  void solicit();

  /** Ends {@link #run}; at once and without waiting for it. More than once does no harm. */
  @Override
  void close();

  /**
   * Listens on an interface, by libpcap. The interface may come and go, as {@link RaEvent.Lost} and
   * {@link RaEvent.Listening}; without libpcap or the right to capture, {@link #run} throws.
   */
  static RaSource live(String interfaceName, InstantSource clock) {
    return new PcapRaSource(interfaceName, clock, Duration.ofMillis(500));
  }

  /**
   * Replays captured packets, file by file and as fast as they are taken, as if heard on that
   * interface at the time that the files say.
   *
   * @param files in the classic libpcap format
   */
  static RaSource replay(String interfaceName, List<Path> files) {
    return new ReplayRaSource(interfaceName, files);
  }
}
