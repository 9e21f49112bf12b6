package dev.leasehold.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows one interface by its name. The interface may be missing, change its index, or be renamed.
 *
 * <p>One thread opens, waits and closes; {@link #wake} and {@link #stop} are thread-safe.
 */
public final class LinkMonitor implements AutoCloseable {
  private static final long LONGEST = Integer.MAX_VALUE;

  /** The most tries to get a complete list while links keep changing. */
  private static final int ATTEMPTS = 5;

  private final String interfaceName;
  private final NetlinkSocket socket;
  private LinkTable table = new LinkTable();
  private volatile boolean stopped;

  private LinkMonitor(String interfaceName, NetlinkSocket socket) {
    this.interfaceName = interfaceName;
    this.socket = socket;
  }

  /**
   * Opens a monitor with the current state of the interface; it receives all later changes.
   *
   * @throws IOException if the kernel is not Linux or refuses the request
   */
  public static LinkMonitor open(String interfaceName) throws IOException {
    LinkMonitor monitor =
        new LinkMonitor(
            interfaceName, NetlinkSocket.open(NetlinkSocket.LINKS | NetlinkSocket.ADDRESSES));
    try {
      monitor.refresh();
      return monitor;
    } catch (IOException e) {
      monitor.close();
      throw e;
    }
  }

  /** The known state of the interface; empty if no interface has the name. */
  public Optional<InterfaceState> state() {
    return table.state(interfaceName);
  }

  /** The names of all interfaces. */
  public List<String> names() {
    return table.names();
  }

  /**
   * Waits until an interface changes, {@link #wake} is called or the time is over; may return
   * earlier.
   *
   * @param timeout limited to about 24 days
   * @return false after {@link #stop}
   */
  public boolean await(Duration timeout) throws IOException {
    if (!stopped) {
      long millis = Math.min(LONGEST, timeout.plusNanos(999_999).toMillis());
      boolean _ = socket.await((int) Math.max(0, millis));
    }
    if (!stopped && !drain(table)) {
      refresh();
    }
    return !stopped;
  }

  /**
   * Requests the complete state from the kernel again, because the kernel does not report how
   * lifetimes run down.
   */
  public void refresh() throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      LinkTable fresh = new LinkTable();
      drain(fresh); // messages from before the answers, and the rest of an earlier attempt
      fresh = new LinkTable();
      if (dump(RouteMessage.GET_LINK, fresh) && dump(RouteMessage.GET_ADDRESS, fresh)) {
        table = fresh;
        return;
      }
    }
    throw new IOException("the kernel sends no complete list of interfaces: they change too often");
  }

  /** Ends the current wait, or the next one if there is none. */
  public void wake() {
    socket.wake();
  }

  /** Ends the current wait and all later ones. */
  public void stop() {
    stopped = true;
    socket.wake();
  }

  @Override
  public void close() {
    stopped = true;
    socket.close();
  }

  /** Reads all waiting messages; false if messages were lost. */
  private boolean drain(LinkTable into) throws IOException {
    boolean whole = true;
    while (true) {
      switch (socket.receive()) {
        case NetlinkSocket.Nothing() -> {
          return whole;
        }
        case NetlinkSocket.Overrun() -> whole = false;
        case NetlinkSocket.Packet(ByteBuffer bytes) ->
            RouteMessage.parseAll(bytes).forEach(into::apply);
      }
    }
  }

  /**
   * Requests all links or addresses and reads the answers with the changes between them; false if
   * messages were lost.
   */
  private boolean dump(int type, LinkTable into) throws IOException {
    socket.send(RouteMessage.dumpRequest(type));
    while (true) {
      switch (socket.receive()) {
        case NetlinkSocket.Nothing(), NetlinkSocket.Overrun() -> {
          return false;
        }
        case NetlinkSocket.Packet(ByteBuffer bytes) -> {
          for (RouteMessage message : RouteMessage.parseAll(bytes)) {
            switch (message) {
              case RouteMessage.Done(boolean intact) -> {
                return intact;
              }
              case RouteMessage.Failed(int errno) ->
                  throw new IOException("the kernel refuses to list interfaces: errno " + errno);
              default -> into.apply(message);
            }
          }
        }
      }
    }
  }
}
