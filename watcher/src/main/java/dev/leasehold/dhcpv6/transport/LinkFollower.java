package dev.leasehold.dhcpv6.transport;

import dev.leasehold.netlink.LinkMonitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Follows the interface on a separate thread, because one thread cannot wait for the kernel and the
 * network at the same time.
 */
final class LinkFollower implements AutoCloseable {
  private static final Duration FOR_EVER = Duration.ofDays(20);

  private final String interfaceName;
  private final LinkMonitor monitor;
  private final Runnable wake;
  private final Queue<InterfaceReadiness> changes = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile @Nullable IOException failure;

  /**
   * Starts the thread.
   *
   * @param wake called after a change
   */
  static LinkFollower start(String interfaceName, Runnable wake) throws IOException {
    LinkFollower follower = new LinkFollower(interfaceName, LinkMonitor.open(interfaceName), wake);
    follower.thread.start();
    return follower;
  }

  private LinkFollower(String interfaceName, LinkMonitor monitor, Runnable wake) {
    this.interfaceName = interfaceName;
    this.monitor = monitor;
    this.wake = wake;
    this.thread =
        Thread.ofPlatform().daemon().name("link " + interfaceName).unstarted(this::follow);
  }

  /**
   * The next change; the first call returns the current readiness.
   *
   * @throws IOException if the interface can no longer be followed
   */
  Optional<InterfaceReadiness> next() throws IOException {
    IOException failed = failure;
    if (failed != null) {
      throw new IOException(
          "cannot follow interface " + interfaceName + ": " + failed.getMessage(), failed);
    }
    return Optional.ofNullable(changes.poll());
  }

  @Override
  public void close() {
    monitor.stop();
  }

  private void follow() {
    try (monitor) {
      Optional<InterfaceReadiness> told = Optional.empty();
      do {
        InterfaceReadiness now =
            InterfaceReadiness.of(interfaceName, monitor.state(), monitor.names());
        if (told.isEmpty() || !told.get().isAs(now)) {
          told = Optional.of(now);
          changes.add(now);
          wake.run();
        }
      } while (monitor.await(FOR_EVER));
    } catch (IOException e) {
      failed(e);
    } catch (RuntimeException
        | Error e) { // otherwise the client would keep using a removed interface
      failed(new IOException(e.toString(), e));
    }
  }

  private void failed(IOException e) {
    failure = e;
    wake.run();
  }
}
