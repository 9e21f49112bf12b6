package dev.leasehold.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of a datagram from the kernel: struct nlmsghdr (netlink(7)) and what follows it, in
 * the machine's byte order.
 *
 * @param sequence the number of the request that it answers
 * @param body after the header; a view of the datagram
 */
record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {
  /** NLM_F_DUMP_INTR: something changed during a dump, so it may lack some of it. */
  private static final int DUMP_INTERRUPTED = 0x10;

  private static final int HEADER = RouteMessage.Format.HEADER;

  /** The messages of a datagram, up to the first whose length is not possible. */
  static List<NetlinkMessage> all(ByteBuffer datagram) {
    ByteBuffer in = datagram.slice().order(ByteOrder.nativeOrder());
    List<NetlinkMessage> messages = new ArrayList<>();
    while (in.remaining() >= HEADER) {
      int start = in.position();
      long length = Integer.toUnsignedLong(in.getInt(start));
      if (length < HEADER || length > in.remaining()) {
        break;
      }
      messages.add(
          new NetlinkMessage(
              Short.toUnsignedInt(in.getShort(start + 4)),
              Short.toUnsignedInt(in.getShort(start + 6)),
              in.getInt(start + 8),
              in.slice(start + HEADER, (int) length - HEADER).order(in.order())));
      in.position(Math.min(in.limit(), start + RouteMessage.Format.aligned((int) length)));
    }
    return messages;
  }

  /** Whether a dump that ends with this message is complete. */
  boolean isIntact() {
    return (flags & DUMP_INTERRUPTED) == 0;
  }
}
