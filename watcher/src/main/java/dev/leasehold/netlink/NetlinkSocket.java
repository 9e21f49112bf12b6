package dev.leasehold.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A netlink socket with a wake-up. One thread sends, waits, receives and closes; {@link #wake} is
 * thread-safe.
 */
final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int NETLINK_ROUTE = 0;

  /** RTMGRP_LINK: changes of links. */
  static final int LINKS = 0x001;

  /** RTMGRP_IPV6_IFADDR: changes of IPv6 addresses. */
  static final int ADDRESSES = 0x100;

  /** RTNLGRP_IPV4_RULE (8) and RTNLGRP_IPV6_RULE (19): changes of routing rules. */
  static final int RULES = 1 << 7 | 1 << 18;

  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_GET_STRICT_CHK = 12;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final short POLLIN = 1;
  private static final long POLLFD = 8;
  private static final int ADDRESS = 12;

  /**
   * The size of the receive buffer. The kernel fills at most 32 KiB of a dump; the message of a
   * single link may be longer.
   */
  private static final int BUFFER = 128 << 10;

  private final MemorySegment buffer;
  private final MemorySegment from;
  private final MemorySegment fromLength;
  private final MemorySegment descriptors;
  private final MemorySegment counter;
  private final int socket;
  private final int event;
  private boolean closed;

  private NetlinkSocket(Arena arena, int socket, int event) {
    this.buffer = arena.allocate(BUFFER, 8);
    this.from = arena.allocate(ADDRESS, 8);
    this.fromLength = arena.allocate(JAVA_INT);
    this.descriptors = arena.allocate(2 * POLLFD, 8);
    this.counter = arena.allocate(JAVA_LONG);
    this.socket = socket;
    this.event = event;
  }

  /**
   * Opens a socket that receives all changes from now on.
   *
   * @param groups what changes are received: {@link #LINKS}, {@link #ADDRESSES}, {@link #RULES}, 0
   *     for none
   */
  static NetlinkSocket open(int groups) throws IOException {
    SystemCalls.require();
    Arena arena = Arena.ofAuto(); // the memory must stay valid while a thread waits
    int socket = SystemCalls.socket(AF_NETLINK, SOCK_RAW | CLOSE_ON_EXEC, NETLINK_ROUTE);
    check(socket, "open a netlink socket");
    int event = SystemCalls.eventfd(CLOSE_ON_EXEC | NON_BLOCKING);
    NetlinkSocket opened = new NetlinkSocket(arena, socket, event);
    try {
      check(event, "make an eventfd");
      MemorySegment address = arena.allocate(ADDRESS, 8);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      check(SystemCalls.bind(socket, address), "bind a netlink socket");
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** Makes the kernel check all of a request for a dump, instead of only its family. */
  void checkStrictly() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
      check(
          SystemCalls.setOption(socket, SOL_NETLINK, NETLINK_GET_STRICT_CHK, one),
          "set the strict check of a netlink socket");
    }
  }

  void send(byte[] request) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, request);
      check(SystemCalls.send(socket, bytes), "ask the kernel");
    }
  }

  /**
   * Waits until a message arrives or {@link #wake} is called; clears the wake-up.
   *
   * @param timeoutMillis negative: no limit
   * @return whether {@link #wake} was called since the last wait
   */
  boolean await(int timeoutMillis) throws IOException {
    descriptor(0, socket);
    descriptor(POLLFD, event);
    int ready = SystemCalls.poll(descriptors, 2, timeoutMillis);
    if (ready != -SystemCalls.EINTR) {
      check(ready, "wait for the kernel");
    }
    return SystemCalls.read(event, counter) > 0; // resets the counter; does not block
  }

  /** The next waiting datagram from the kernel. */
  Received receive() throws IOException {
    while (true) {
      fromLength.set(JAVA_INT, 0, ADDRESS);
      long length = SystemCalls.receive(socket, buffer, MSG_DONTWAIT | MSG_TRUNC, from, fromLength);
      if (length == -SystemCalls.EAGAIN) {
        return new Nothing();
      }
      if (length == -SystemCalls.ENOBUFS) {
        return new Overrun();
      }
      if (length == -SystemCalls.EINTR) {
        continue;
      }
      check(length, "receive from the kernel");
      boolean fromKernel = from.get(JAVA_INT, 4) == 0; // any process may send to this port
      if (fromKernel && length <= BUFFER) {
        return new Packet(buffer.asSlice(0, length).asByteBuffer());
      }
    }
  }

  /** The result of a receive. */
  sealed interface Received {}

  /**
   * A datagram to read before the next receive.
   *
   * @param bytes valid until the next datagram is received
   */
  record Packet(ByteBuffer bytes) implements Received {}

  /** The socket buffer overflowed: the known state may be wrong. */
  record Overrun() implements Received {}

  record Nothing() implements Received {}

  synchronized void wake() {
    if (!closed) {
      try (Arena arena = Arena.ofConfined()) {
        SystemCalls.write(event, arena.allocateFrom(JAVA_LONG, 1));
      }
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      SystemCalls.close(socket);
      if (event >= 0) {
        SystemCalls.close(event);
      }
    }
  }

  private void descriptor(long at, int fd) {
    descriptors.set(JAVA_INT, at, fd);
    descriptors.set(JAVA_SHORT, at + 4, POLLIN);
    descriptors.set(JAVA_SHORT, at + 6, (short) 0);
  }

  private static void check(long result, String what) throws IOException {
    if (result < 0) {
      throw new IOException("cannot " + what + ": errno " + -result);
    }
  }
}
