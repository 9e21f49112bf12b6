package dev.leasehold.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows one interface by its name, whether it is there or not, under whatever index, and through
 * renames.
 *
 * <p>One thread opens, waits and closes; {@link #wake} and {@link #stop} are for any.
 */
public final class LinkMonitor implements AutoCloseable {
  private static final long LONGEST = Integer.MAX_VALUE;

  /** A machine where links come and go without end is read as well as it goes. */
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
   * Looks at the interface, and at all that happens to it from here on.
   *
   * @throws IOException when the kernel is not Linux, or does not let itself be asked
   */
  public static LinkMonitor open(String interfaceName) throws IOException {
    LinkMonitor monitor = new LinkMonitor(interfaceName, NetlinkSocket.open());
    try {
      monitor.refresh();
      return monitor;
    } catch (IOException e) {
      monitor.close();
      throw e;
    }
  }

  /** The interface as it is known; empty while there is none of that name. */
  public Optional<InterfaceState> state() {
    return table.state(interfaceName);
  }

  /** The names of all interfaces. */
  public List<String> names() {
    return table.names();
  }

  /**
   * Waits until something changes, {@link #wake} was called, or that time is over; and sometimes
   * for less, as when another interface changes.
   *
   * @param timeout at most some 24 days are waited
   * @return false once it is stopped
   */
  public boolean await(Duration timeout) throws IOException {
    if (!stopped) {
      long millis = Math.min(LONGEST, timeout.plusNanos(999_999).toMillis());
      socket.await((int) Math.max(0, millis));
    }
    if (!stopped && !drain(table)) {
      refresh();
    }
    return !stopped;
  }

  /** Asks the kernel for all of it again: it reports no running down of lifetimes. */
  public void refresh() throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      LinkTable fresh = new LinkTable();
      drain(fresh); // what is older than the answers, and what is left of an attempt before
      fresh = new LinkTable();
      if (dump(RouteMessage.GET_LINK, fresh) && dump(RouteMessage.GET_ADDRESS, fresh)) {
        table = fresh;
        return;
      }
    }
    throw new IOException("the kernel sends no complete list of interfaces: they change too often");
  }

  /** Ends a wait that goes on, or else the next one. */
  public void wake() {
    socket.wake();
  }

  /** Ends a wait that goes on, and every later one. */
  public void stop() {
    stopped = true;
    socket.wake();
  }

  @Override
  public void close() {
    stopped = true;
    socket.close();
  }

  /** Takes all that is there; false when something was missed. */
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

  /** Asks for all of a kind, with the changes that come in between; false when some was missed. */
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
