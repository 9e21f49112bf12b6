package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.net.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The neighbors (ARP, NDP) that the kernel knows in this network namespace, as {@code ip neigh}
 * shows them. Reading them needs no capability.
 *
 * <p>Source: rtnetlink(7), linux/neighbour.h.
 */
public final class NeighborTable {
  private static final int NEW_NEIGHBOR = 28;
  private static final int GET_NEIGHBOR = 30;
  private static final int ERROR = 2;

  /** The size of struct ndmsg. */
  private static final int FIXED = 12;

  private static final int NDA_DST = 1;

  private static final int NUD_INCOMPLETE = 0x01;
  private static final int NUD_FAILED = 0x20;

  /** NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE: a link-layer address is known. */
  private static final int NUD_RESOLVED = 0x02 | 0x04 | 0x08 | 0x10;

  /** A dump can be interrupted; each attempt is a whole one. */
  private static final int ATTEMPTS = 10;

  private static final int WAITS = 4;
  private static final int WAIT_MILLIS = 5_000;

  private NeighborTable() {}

  /** What the kernel knows of a neighbor. */
  public enum State {
    /** It has told its link-layer address. */
    RESOLVED,
    /** It was asked for its link-layer address and has not answered. */
    SILENT
  }

  /**
   * Reads all neighbors. An address without an entry was not asked lately, or is not on a link of
   * this machine.
   *
   * @throws IOException if the kernel gives no complete answer, or is not Linux
   */
  public static Map<Address, State> read() throws IOException {
    Map<Address, State> all = new HashMap<>();
    try (NetlinkSocket socket = NetlinkSocket.open(0)) {
      int sequence = 0;
      for (Family family : Family.values()) {
        boolean isComplete = false;
        for (int attempt = 1; attempt <= ATTEMPTS && !isComplete; attempt++) {
          sequence++;
          socket.send(request(family, sequence));
          isComplete = dumped(socket, sequence, all);
        }
        if (!isComplete) {
          throw new IOException("the kernel sends no complete list of neighbors");
        }
      }
    }
    return all;
  }

  private static byte[] request(Family family, int sequence) {
    int length = RouteMessage.Format.HEADER + FIXED;
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    out.putInt(length).putShort((short) GET_NEIGHBOR);
    out.putShort((short) RouteMessage.Format.REQUEST_DUMP).putInt(sequence).putInt(0);
    out.put((byte) (family == Family.IPV4 ? 2 : RouteMessage.Format.AF_INET6));
    return out.array();
  }

  /** Whether the dump is complete. */
  private static boolean dumped(NetlinkSocket socket, int sequence, Map<Address, State> to)
      throws IOException {
    for (int waits = 0; waits <= WAITS; ) {
      switch (socket.receive()) {
        case NetlinkSocket.Packet(ByteBuffer bytes) -> {
          Optional<Boolean> end = read(bytes, sequence, to);
          if (end.isPresent()) {
            return end.get();
          }
        }
        case NetlinkSocket.Overrun() -> {
          return false;
        }
        case NetlinkSocket.Nothing() -> {
          socket.await(WAIT_MILLIS);
          waits++;
        }
      }
    }
    throw new IOException("the kernel does not answer");
  }

  /** Reads the neighbors of a datagram; at the end of a dump, whether it is complete. */
  private static Optional<Boolean> read(ByteBuffer datagram, int sequence, Map<Address, State> to) {
    for (NetlinkMessage message : NetlinkMessage.all(datagram)) {
      if (message.sequence() == sequence) {
        switch (message.type()) {
          case RouteMessage.DONE -> {
            return Optional.of(message.isIntact());
          }
          case ERROR -> {
            return Optional.of(false);
          }
          case NEW_NEIGHBOR -> neighbor(message.body(), to);
          default -> {}
        }
      }
    }
    return Optional.empty();
  }

  private static void neighbor(ByteBuffer body, Map<Address, State> to) {
    if (body.remaining() < FIXED) {
      return;
    }
    int state = Short.toUnsignedInt(body.getShort(8));
    ByteBuffer destination = RouteMessage.Format.attributes(body, FIXED).get(NDA_DST);
    if (destination == null || destination.remaining() != 4 && destination.remaining() != 16) {
      return;
    }
    byte[] bytes = new byte[destination.remaining()];
    destination.get(0, bytes);
    Address address = Address.of(bytes);
    if ((state & NUD_RESOLVED) != 0) {
      to.put(address, State.RESOLVED);
    } else if ((state & (NUD_INCOMPLETE | NUD_FAILED)) != 0) {
      to.putIfAbsent(address, State.SILENT); // another link may know it
    }
  }
}
