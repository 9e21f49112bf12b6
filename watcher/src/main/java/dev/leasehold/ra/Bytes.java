package dev.leasehold.ra;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Immutable bytes, equal by content. Numbers are read unsigned, in network byte order. */
final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** As many as the writer puts into a buffer of that size. */
  static Bytes written(int size, Consumer<ByteBuffer> writer) {
    ByteBuffer out = ByteBuffer.allocate(size);
    writer.accept(out);
    return new Bytes(Arrays.copyOf(out.array(), out.position()));
  }

  int length() {
    return content.length;
  }

  int u8(int at) {
    return content[at] & 0xff;
  }

  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  byte[] toArray() {
    return content.clone();
  }

  void write(ByteBuffer out) {
    out.put(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(content);
  }
}
