package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Authentication (RFC 9915 section 21.11).
 *
 * @param rdm replay detection method
 * @param replayDetection 64 bits, unsigned: compare with {@link Long#compareUnsigned}
 */
public record Authentication(
    int protocol, int algorithm, int rdm, long replayDetection, Bytes information)
    implements Option {
  public static final int CODE = 11;

  /** Reconfiguration Key Authentication Protocol, RKAP (section 20.4). */
  public static final int RKAP = 3;

  /** The only algorithm of RKAP (section 20.4.1). */
  public static final int HMAC_MD5 = 1;

  /** Replay detection by a value that only grows (section 20.3). */
  public static final int MONOTONIC = 0;

  private static final int FIXED = 11;

  public Authentication {
    Option.require("protocol", protocol, 0xff);
    Option.require("algorithm", algorithm, 0xff);
    Option.require("rdm", rdm, 0xff);
    Option.require("length", FIXED + information.length(), MAX_LENGTH);
  }

  /**
   * The authentication information of RKAP (section 20.4.1).
   *
   * @param value 16 octets
   */
  public record KeyInformation(int type, Bytes value) {
    /** The key, in a Reply. */
    public static final int KEY = 1;

    /** The HMAC-MD5 digest of a Reconfigure. */
    public static final int DIGEST = 2;

    static final int LENGTH = 16;

    public KeyInformation {
      Option.require("type", type, 0xff);
      if (value.length() != LENGTH) {
        throw new IllegalArgumentException(LENGTH + " octets, not " + value.length());
      }
    }

    /** A text without the value, which may be a secret key. */
    @Override
    public String toString() {
      return "KeyInformation[type=" + type + "]";
    }
  }

  static Option parse(Bytes content) {
    return content.length() < FIXED
        ? new UnknownDhcpOption(CODE, content)
        : new Authentication(
            content.u8(0),
            content.u8(1),
            content.u8(2),
            content.u64(3),
            content.slice(FIXED, content.length()));
  }

  /** The information of RKAP; empty for another protocol. */
  public Optional<KeyInformation> reconfigureKey() {
    return protocol == RKAP
            && algorithm == HMAC_MD5
            && rdm == MONOTONIC
            && information.length() == 1 + KeyInformation.LENGTH
        ? Optional.of(
            new KeyInformation(information.u8(0), information.slice(1, information.length())))
        : Optional.empty();
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return FIXED + information.length();
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.put((byte) protocol).put((byte) algorithm).put((byte) rdm).putLong(replayDetection);
    information.write(out);
  }

  /** A text without the information, which may be a secret key. */
  @Override
  public String toString() {
    return "Authentication[protocol="
        + protocol
        + ", algorithm="
        + algorithm
        + ", rdm="
        + rdm
        + ", replayDetection="
        + Long.toUnsignedString(replayDetection)
        + "]";
  }
}
