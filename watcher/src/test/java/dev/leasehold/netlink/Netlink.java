package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Messages in the kernel's format (linux/netlink.h, if_link.h, if_addr.h). */
final class Netlink {
  static final int UP_AND_RUNNING = 0x1 | 0x40;
  static final int ETHERNET = 1;
  static final int PPP = 512;

  private Netlink() {}

  static byte[] link(
      int type, int family, int hardware, int index, int flags, byte[]... attributes) {
    return message(
        type,
        0,
        out -> {
          out.put((byte) family).put((byte) 0).putShort((short) hardware);
          out.putInt(index).putInt(flags).putInt(0);
          for (byte[] attribute : attributes) {
            out.put(attribute);
          }
        });
  }

  static byte[] address(
      int type, int index, int length, int flags, int scope, byte[]... attributes) {
    return message(
        type,
        0,
        out -> {
          out.put((byte) 10).put((byte) length).put((byte) flags).put((byte) scope).putInt(index);
          for (byte[] attribute : attributes) {
            out.put(attribute);
          }
        });
  }

  static byte[] name(String name) {
    return attribute(3, out -> out.put((name + "\0").getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] hardwareAddress(byte[] address) {
    return attribute(1, out -> out.put(address));
  }

  static byte[] ip(String address) {
    return attribute(1, out -> out.put(Address.parse(address).bytes()));
  }

  static byte[] local(String address) {
    return attribute(2, out -> out.put(Address.parse(address).bytes()));
  }

  static byte[] flags(int bits) {
    return attribute(8, out -> out.putInt(bits));
  }

  static byte[] lifetimes(int preferred, int valid) {
    return attribute(6, out -> out.putInt(preferred).putInt(valid).putInt(1).putInt(2));
  }

  static byte[] attribute(int type, Consumer<ByteBuffer> content) {
    byte[] body = written(content);
    return written(out -> {
      out.putShort((short) (4 + body.length)).putShort((short) type).put(body);
      out.position((out.position() + 3) & ~3);
    });
  }

  static byte[] message(int type, int flags, Consumer<ByteBuffer> content) {
    byte[] body = written(content);
    return written(out -> {
      out.putInt(16 + body.length).putShort((short) type).putShort((short) flags);
      out.putInt(0).putInt(0).put(body);
    });
  }

  static ByteBuffer datagram(byte[]... messages) {
    return ByteBuffer.wrap(
        written(out -> {
          for (byte[] message : messages) {
            out.put(message);
            out.position((out.position() + 3) & ~3);
          }
        }));
  }

  private static byte[] written(Consumer<ByteBuffer> content) {
    ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    content.accept(out);
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }
}
