package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import java.nio.ByteBuffer;

/**
 * Reconfigure Message (RFC 9915 section 21.19): the message type with which the client answers a
 * Reconfigure.
 *
 * @param messageType 5 Renew, 6 Rebind, 11 Information-request
 */
public record ReconfigureMessage(int messageType) implements Option {
  public static final int CODE = 19;

  public ReconfigureMessage {
    if (!defined(messageType)) {
      throw new IllegalArgumentException("invalid message type in Reconfigure: " + messageType);
    }
  }

  static Option parse(Bytes content) {
    return content.length() == 1 && defined(content.u8(0))
        ? new ReconfigureMessage(content.u8(0))
        : new UnknownDhcpOption(CODE, content);
  }

  private static boolean defined(int messageType) {
    return messageType == MessageType.RENEW.code()
        || messageType == MessageType.REBIND.code()
        || messageType == MessageType.INFORMATION_REQUEST.code();
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public int length() {
    return 1;
  }

  @Override
  public void writeContent(ByteBuffer out) {
    out.put((byte) messageType);
  }
}
