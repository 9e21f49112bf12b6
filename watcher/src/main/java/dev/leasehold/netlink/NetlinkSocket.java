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
 * A socket to the kernel, and a way to wake who waits at it. One thread sends, waits, receives and
 * closes; {@link #wake} is for any.
 */
final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int NETLINK_ROUTE = 0;

  /** RTMGRP_LINK | RTMGRP_IPV6_IFADDR. */
  private static final int GROUPS = 0x001 | 0x100;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final short POLLIN = 1;
  private static final long POLLFD = 8;
  private static final int ADDRESS = 12;

  /** The kernel fills 32 KiB of a dump at most; one link's own message may be longer than that. */
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

  /** Opens it and hears changes from here on. */
  static NetlinkSocket open() throws IOException {
    SystemCalls.require();
    Arena arena = Arena.ofAuto(); // a thread that is waiting must never lose its memory
    int socket = SystemCalls.socket(AF_NETLINK, SOCK_RAW | CLOSE_ON_EXEC, NETLINK_ROUTE);
    check(socket, "open a netlink socket");
    int event = SystemCalls.eventfd(CLOSE_ON_EXEC | NON_BLOCKING);
    NetlinkSocket opened = new NetlinkSocket(arena, socket, event);
    try {
      check(event, "make an eventfd");
      MemorySegment address = arena.allocate(ADDRESS, 8);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, GROUPS);
      check(SystemCalls.bind(socket, address), "bind a netlink socket");
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  void send(byte[] request) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, request);
      check(SystemCalls.send(socket, bytes), "ask the kernel");
    }
  }

  /**
   * Waits until something was received or {@link #wake} was called, which is taken up by that.
   *
   * @param timeoutMillis negative: for ever
   */
  void await(int timeoutMillis) throws IOException {
    descriptor(0, socket);
    descriptor(POLLFD, event);
    int ready = SystemCalls.poll(descriptors, 2, timeoutMillis);
    if (ready != -SystemCalls.EINTR) {
      check(ready, "wait for the kernel");
    }
    SystemCalls.read(event, counter); // to zero; it does not block
  }

  /** The next datagram from the kernel that is there already. */
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
      boolean fromKernel = from.get(JAVA_INT, 4) == 0; // any process may send to our port
      if (fromKernel && length <= BUFFER) {
        return new Packet(buffer.asSlice(0, length).asByteBuffer());
      }
    }
  }

  /** What came of receiving. */
  sealed interface Received {}

  /**
   * Bytes to read at once.
   *
   * @param bytes good until the next one is received
   */
  record Packet(ByteBuffer bytes) implements Received {}

  /** There was more than the socket could hold: what is known may be wrong. */
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
