package dev.leasehold.event;

import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import org.slf4j.event.Level;

/** The kind, level and text of a source's notice. */
final class SourceWords {
  private SourceWords() {}

  static EventKind kind(SourceEvent.Told told) {
    return switch (told) {
      case SourceEvent.Refused _ -> EventKind.DISCARDED;
      case SourceEvent.Listening _ -> EventKind.LISTENING;
      case SourceEvent.Lost _, SourceEvent.GaveUp _ -> EventKind.NOT_LISTENING;
      case SourceEvent.Noted noted -> kind(noted.notice());
    };
  }

  private static EventKind kind(SourceNotice notice) {
    return switch (notice) {
      case SourceNotice.Lent _ -> EventKind.DELEGATED;
      case SourceNotice.Problem _,
          SourceNotice.Advice _,
          SourceNotice.Misconfigured _,
          SourceNotice.NotSaved _ ->
          EventKind.SOURCE_TROUBLE;
      case SourceNotice.Started _,
          SourceNotice.Progress _,
          SourceNotice.Remark _,
          SourceNotice.Present _,
          SourceNotice.Saved _ ->
          EventKind.SOURCE_PROGRESS;
    };
  }

  static boolean isStanding(SourceEvent.Told told) {
    return switch (told) {
      case SourceEvent.Refused _,
          SourceEvent.Listening _,
          SourceEvent.Lost _,
          SourceEvent.GaveUp _ ->
          true;
      case SourceEvent.Noted noted -> isStanding(noted.notice());
    };
  }

  private static boolean isStanding(SourceNotice notice) {
    return switch (notice) {
      case SourceNotice.Problem _,
          SourceNotice.Advice _,
          SourceNotice.Misconfigured _,
          SourceNotice.NotSaved _,
          SourceNotice.Started _,
          SourceNotice.Progress _,
          SourceNotice.Present _ ->
          true;
      case SourceNotice.Lent _, SourceNotice.Remark _, SourceNotice.Saved _ -> false;
    };
  }

  static Level level(SourceEvent.Told told) {
    return switch (told) {
      case SourceEvent.GaveUp _ -> Level.ERROR;
      case SourceEvent.Noted(var _, var _, SourceNotice.Misconfigured _) -> Level.ERROR;
      case SourceEvent.Lost lost when lost.soon() -> Level.INFO;
      case SourceEvent.Refused refused when refused.reason().isUsual() -> Level.DEBUG;
      default -> kind(told).level();
    };
  }

  static String text(SourceEvent.Told told) {
    return switch (told) {
      case SourceEvent.Refused refused ->
          "discarded a "
              + packet(refused.channel())
              + " ("
              + refused.reason().spelling()
              + "): "
              + refused.detail()
              + " (further ones are counted, not logged)";
      case SourceEvent.Listening listening -> listening(listening);
      case SourceEvent.Lost lost ->
          lost(lost) + lost.why() + (lost.hint().isEmpty() ? "" : "; " + lost.hint());
      case SourceEvent.GaveUp failed ->
          failed.why()
              + "; the other sources continue, and this one is tried again every "
              + failed.retry().toSeconds()
              + " s";
      case SourceEvent.Noted noted -> noted.notice().text();
    };
  }

  private static String packet(Channel channel) {
    return switch (channel) {
      case Channel.Advertisements _ -> "router advertisement";
      case Channel.Delegation _ -> "DHCPv6 message";
      case Channel.Addresses _ -> "message of the kernel";
      case Channel.PublicAddresses _, Channel.RouterPrefixes _ -> "message of the router";
    };
  }

  private static String listening(SourceEvent.Listening listening) {
    return switch (listening.channel()) {
      case Channel.Advertisements _ -> "listening for router advertisements";
      case Channel.Delegation _ -> "DHCPv6 client on " + listening.address();
      case Channel.Addresses _ -> "following its addresses";
      case Channel.PublicAddresses _ -> "connected to router " + listening.address();
      case Channel.RouterPrefixes _ -> "router " + listening.address() + " tells its prefixes";
    };
  }

  private static String lost(SourceEvent.Lost lost) {
    return switch (lost.channel()) {
      case Channel.Advertisements _ -> "not listening, waiting for the interface: ";
      case Channel.Delegation _ -> lost.soon() ? "DHCPv6 waits: " : "DHCPv6 cannot run: ";
      case Channel.Addresses _ -> "";
      case Channel.PublicAddresses _ -> "cannot reach the router, trying again: ";
      case Channel.RouterPrefixes _ -> "the router does not tell its prefixes: ";
    };
  }

  /** The value that makes two notices the same news. */
  static Object news(SourceEvent.Told told) {
    return switch (told) {
      case SourceEvent.Refused refused -> refused.reason();
      case SourceEvent.Lost lost -> lost.why();
      case SourceEvent.Noted(var _, var _, SourceNotice.Lent lent) -> lent.terms();
      default -> text(told);
    };
  }
}
