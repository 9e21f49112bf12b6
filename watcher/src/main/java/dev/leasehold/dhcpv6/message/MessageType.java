package dev.leasehold.dhcpv6.message;

import java.util.Optional;

/** The messages between client and server (RFC 9915 section 7.3). */
public enum MessageType {
  SOLICIT(1, "Solicit", "solicit"),
  ADVERTISE(2, "Advertise", "advertise"),
  REQUEST(3, "Request", "request"),
  CONFIRM(4, "Confirm", "confirm"),
  RENEW(5, "Renew", "renew"),
  REBIND(6, "Rebind", "rebind"),
  REPLY(7, "Reply", "reply"),
  RELEASE(8, "Release", "release"),
  DECLINE(9, "Decline", "decline"),
  RECONFIGURE(10, "Reconfigure", "reconfigure"),
  INFORMATION_REQUEST(11, "Information-request", "information_request");

  private final int code;
  private final String title;
  private final String spelling;

  MessageType(int code, String title, String spelling) {
    this.code = code;
    this.title = title;
    this.spelling = spelling;
  }

  /** The name of the message in RFC 9915, {@code Information-request}. */
  public String title() {
    return title;
  }

  /** The message in metrics, {@code information_request}: a stable interface. */
  public String spelling() {
    return spelling;
  }

  public int code() {
    return code;
  }

  /** The message type of a number; empty for messages of relay agents and unknown numbers. */
  public static Optional<MessageType> of(int code) {
    for (MessageType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
