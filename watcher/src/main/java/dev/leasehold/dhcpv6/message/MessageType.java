package dev.leasehold.dhcpv6.message;

import java.util.Optional;

/** The messages between client and server (RFC 9915 section 7.3). */
public enum MessageType {
  SOLICIT(1, "solicit"),
  ADVERTISE(2, "advertise"),
  REQUEST(3, "request"),
  CONFIRM(4, "confirm"),
  RENEW(5, "renew"),
  REBIND(6, "rebind"),
  REPLY(7, "reply"),
  RELEASE(8, "release"),
  DECLINE(9, "decline"),
  RECONFIGURE(10, "reconfigure"),
  INFORMATION_REQUEST(11, "information_request");

  private final int code;
  private final String spelling;

  MessageType(int code, String spelling) {
    this.code = code;
    this.spelling = spelling;
  }

  /** As metrics have it, {@code information_request}: a stable interface. */
  public String spelling() {
    return spelling;
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
