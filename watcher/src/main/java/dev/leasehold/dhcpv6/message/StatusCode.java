package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Status Code (RFC 9915 section 21.13).
 *
 * @param message a text for people, UTF-8 from a correct server. {@link #text} is safe to display
 */
public record StatusCode(int status, Bytes message) implements Option {
  public static final int CODE = 13;

  public static final int SUCCESS = 0;
  public static final int UNSPEC_FAIL = 1;
  public static final int NO_ADDRS_AVAIL = 2;
  public static final int NO_BINDING = 3;
  public static final int NOT_ON_LINK = 4;
  public static final int USE_MULTICAST = 5;
  public static final int NO_PREFIX_AVAIL = 6;

  /** The longest text in a log line, in characters. */
  private static final int MAX_TEXT = 200;

  public StatusCode {
    Option.require("status", status, 0xffff);
    Option.require("length", 2 + message.length(), MAX_LENGTH);
  }

  public StatusCode(int status, String message) {
    this(status, Bytes.copyOf(message.getBytes(StandardCharsets.UTF_8)));
  }

  static Option parse(Bytes content) {
    return content.length() < 2
        ? new UnknownDhcpOption(CODE, content)
        : new StatusCode(content.u16(0), content.slice(2, content.length()));
  }

  /** The name in section 21.13, {@code NoPrefixAvail}; the number if it has none. */
  public String name() {
    return switch (status) {
      case SUCCESS -> "Success";
      case UNSPEC_FAIL -> "UnspecFail";
      case NO_ADDRS_AVAIL -> "NoAddrsAvail";
      case NO_BINDING -> "NoBinding";
      case NOT_ON_LINK -> "NotOnLink";
      case USE_MULTICAST -> "UseMulticast";
      case NO_PREFIX_AVAIL -> "NoPrefixAvail";
      default -> "status " + status;
    };
  }

  /** The message for a log: one short line without control characters. */
  public String text() {
    String all = new String(message.toArray(), StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    all.codePoints().limit(MAX_TEXT).forEach(c -> text.appendCodePoint(shows(c) ? c : ' '));
    return text.toString().strip();
  }

  private static boolean shows(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 2 + message.length();
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.putShort((short) status);
    message.write(out);
  }

  /** The status for a log, {@code NoPrefixAvail: no prefixes left}. */
  @Override
  public String toString() {
    String text = text();
    return text.isEmpty() ? name() : name() + ": " + text;
  }
}
