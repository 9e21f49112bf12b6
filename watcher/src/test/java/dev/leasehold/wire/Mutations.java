package dev.leasehold.wire;

import java.util.Arrays;
import java.util.Random;

/** Damages packets. */
public final class Mutations {
  private Mutations() {}

  /**
   * One to four mutations: a flipped bit, a byte at an edge, a piece removed, duplicated or
   * replaced.
   */
  public static byte[] mutate(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      int length = random.nextInt(Math.min(bytes.length - at, 40) + 1);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = new byte[] {0, 1, -1, 127, -128, 4}[random.nextInt(6)];
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> bytes = join(bytes, at, bytes, at + length);
        default -> bytes = join(bytes, at + length, bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] head, int headLength, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, headLength + tail.length - from);
    System.arraycopy(tail, from, joined, headLength, tail.length - from);
    return joined;
  }
}
