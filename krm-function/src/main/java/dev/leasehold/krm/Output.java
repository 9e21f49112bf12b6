package dev.leasehold.krm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What will be written: stretches of the input and new text between them. All of it is there before
 * the first byte leaves, so that nothing but the writing itself can end it halfway.
 */
public final class Output {
  private final List<Piece> pieces = new ArrayList<>();

  /** An empty output. */
  public static Output nothing() {
    return new Output();
  }

  Output() {}

  void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes, 0, bytes.length);
  }

  /** Neighbours become one piece: a list in which little changed is written in a few long runs. */
  void add(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    Piece last = pieces.isEmpty() ? null : pieces.getLast();
    if (last != null && last.endsAt(bytes, from)) {
      last.to = to;
    } else {
      pieces.add(new Piece(bytes, from, to));
    }
  }

  /** Ends the line, unless one has just ended or none has begun. */
  void endLine() {
    if (!pieces.isEmpty() && pieces.getLast().bytes[pieces.getLast().to - 1] != '\n') {
      add("\n");
    }
  }

  public boolean isEmpty() {
    return pieces.isEmpty();
  }

  public void writeTo(OutputStream out) throws IOException {
    for (Piece piece : pieces) {
      out.write(piece.bytes, piece.from, piece.to - piece.from);
    }
  }

  /** All of it as text. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text();
  }

  private static final class Piece {
    private final byte[] bytes;
    private final int from;
    private int to;

    Piece(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
    }

    @SuppressWarnings("ReferenceEquality") // the same stretch of memory, not the same bytes
    boolean endsAt(byte[] others, int offset) {
      return bytes == others && to == offset;
    }
  }
}
