package dev.leasehold.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The first bytes of a stream; the rest is counted as cut. */
final class BoundedOutput extends OutputStream {
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int most;
  private boolean cut;

  BoundedOutput(int most) {
    this.most = most;
  }

  @Override
  public synchronized void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] from, int offset, int length) {
    int fits = Math.min(length, most - kept.size());
    kept.write(from, offset, fits);
    cut |= fits < length;
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  synchronized boolean isCut() {
    return cut;
  }
}
