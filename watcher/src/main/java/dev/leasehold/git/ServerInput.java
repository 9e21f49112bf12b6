package dev.leasehold.git;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The input stream from a server; reports the number of bytes of each read to the operation. */
final class ServerInput extends FilterInputStream {
  /**
   * The number of times the end is returned before an exception. For a packet that is cut off,
   * JGit's side-band reader returns 0 bytes instead of the end, and its caller would read for ever.
   */
  private static final int MOST_ENDS = 100;

  private final Operation operation;
  private int ends;

  ServerInput(InputStream in, Operation operation) {
    super(in);
    this.operation = operation;
  }

  @Override
  public int read() throws IOException {
    operation.awaits();
    int octet = super.read();
    operation.received(octet < 0 ? 0 : 1);
    checkEnds(octet);
    return octet;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    operation.awaits();
    int count = super.read(into, offset, length);
    operation.received(Math.max(count, 0));
    checkEnds(count);
    return count;
  }

  private void checkEnds(int read) throws EOFException {
    ends = read < 0 ? ends + 1 : 0;
    if (ends > MOST_ENDS) {
      throw new EOFException("the server's reply ends in the middle");
    }
  }
}
