package dev.leasehold.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Immutable bytes, equal by content. Numbers are read unsigned, in network byte order. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /**
   * The bytes that a writer puts into a buffer.
   *
   * @param size the size of the buffer, in octets
   */
  public static Bytes written(int size, Consumer<ByteBuffer> writer) {
    ByteBuffer out = ByteBuffer.allocate(size);
    writer.accept(out);
    return new Bytes(Arrays.copyOf(out.array(), out.position()));
  }

  public int length() {
    return content.length;
  }

  public int u8(int at) {
    return content[at] & 0xff;
  }

  public int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  public long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  public long u64(int at) {
    return u32(at) << 32 | u32(at + 4);
  }

  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  public byte[] toArray() {
    return content.clone();
  }

  public void write(ByteBuffer out) {
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
