package dev.leasehold.git;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;

/** The output of a server, truncated or garbled at a random place. */
final class GarbledOutput extends OutputStream {
  /** Most places are in the first octets, with the refs and the answers. */
  private static final int BITS_OF_PLACE = 14;

  private static final String[] LENGTHS = {"0000", "0001", "0002", "0003", "0004", "fff0", "ffff"};

  enum How {
    CUT,
    HANG,
    FLIP,
    INSERT,
    DROP,
    REPEAT,
    LENGTH,
    NOISE
  }

  /** The server sends nothing more. */
  static final class OverException extends IOException {
    private static final long serialVersionUID = 1;

    final boolean hangs;

    OverException(boolean hangs) {
      super(hangs ? "hangs" : "cut");
      this.hangs = hangs;
    }
  }

  private final OutputStream out;
  private final Random random;
  private final How how;
  private long left; // until the place
  private int dropped;
  private boolean found;

  GarbledOutput(OutputStream out, Random random) {
    this.out = out;
    this.random = random;
    how = How.values()[random.nextInt(How.values().length)];
    left = (long) Math.pow(2, random.nextDouble() * BITS_OF_PLACE) - 1;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    int before = (int) Math.min(left, length);
    out.write(from, offset, before);
    left -= before;
    if (before < length) {
      byte[] rest = new byte[length - before];
      System.arraycopy(from, offset + before, rest, 0, rest.length);
      garble(rest);
    }
  }

  private void garble(byte[] rest) throws IOException {
    boolean first = !found;
    found = true;
    switch (how) {
      case CUT, HANG -> {
        out.flush();
        throw new OverException(how == How.HANG);
      }
      case NOISE -> {
        for (int i = 0; i < rest.length; i++) {
          rest[i] = random.nextInt(50) == 0 ? (byte) random.nextInt() : rest[i];
        }
        out.write(rest);
      }
      case DROP -> {
        dropped = first ? 1 + random.nextInt(2_000) : dropped;
        int now = Math.min(dropped, rest.length);
        dropped -= now;
        out.write(rest, now, rest.length - now);
      }
      default -> {
        if (first) {
          once(rest);
        }
        out.write(rest);
      }
    }
  }

  /** Changes the next bytes, or inserts bytes before them. */
  private void once(byte[] rest) throws IOException {
    switch (how) {
      case FLIP -> {
        for (int i = Math.min(rest.length, 1 + random.nextInt(8)) - 1; i >= 0; i--) {
          rest[i] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case INSERT -> {
        byte[] more = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(more);
        out.write(more);
      }
      case REPEAT -> {
        for (int i = random.nextInt(200); i >= 0; i--) {
          out.write(rest, 0, Math.min(rest.length, 1_000));
        }
      }
      case LENGTH -> {
        // The length of a line of the protocol, or a part of an object's name.
        String length = LENGTHS[random.nextInt(LENGTHS.length)];
        for (int i = 0; i + 4 <= rest.length; i++) {
          if (isHex(rest, i)) {
            for (int at = 0; at < 4; at++) {
              rest[i + at] = (byte) length.charAt(at);
            }
            return;
          }
        }
        found = false;
      }
      default -> throw new AssertionError(how);
    }
  }

  private static boolean isHex(byte[] text, int from) {
    for (int i = from; i < from + 4; i++) {
      if (Character.digit(text[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
