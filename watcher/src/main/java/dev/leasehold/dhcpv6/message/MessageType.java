package dev.leasehold.dhcpv6.message;

import java.util.Optional;

/** The messages between client and server (RFC 9915 section 7.3). */
public enum MessageType {
  SOLICIT(1),
  ADVERTISE(2),
  REQUEST(3),
  CONFIRM(4),
  RENEW(5),
  REBIND(6),
  REPLY(7),
  RELEASE(8),
  DECLINE(9),
  RECONFIGURE(10),
  INFORMATION_REQUEST(11);

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** By number; none for the messages of relay agents. */
  public static Optional<MessageType> of(int code) {
    for (MessageType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
