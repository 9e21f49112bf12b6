package dev.leasehold.netlink;

import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Scanner;

/**
 * As {@link LinkProbe}, for the source: {@code AddressProbe INTERFACE} prints each event and
 * accepts "ask" and "close".
 */
final class AddressProbe {
  private AddressProbe() {}

  public static void main(String[] arguments) throws Exception {
    Source source = AddressSource.live(new Channel.Addresses(arguments[0]), InstantSource.system());
    Thread.ofPlatform().daemon().start(() -> obey(source));
    source.run(event -> {
      if (!(event instanceof SourceEvent.Noted)) {
        System.out.println("@" + describe(event));
      }
    });
    System.out.println("@ended");
  }

  private static String describe(SourceEvent event) {
    return switch (event) {
      case SourceEvent.Heard heard -> {
        StringBuilder text = new StringBuilder("heard");
        heard
            .observation()
            .prefixes()
            .forEach(
                p -> text.append(' ').append(p.prefix()).append(' ').append(p.validLifetime()));
        yield text.toString();
      }
      case SourceEvent.Answered _ -> throw new AssertionError("no router is asked");
      case SourceEvent.Listening _ -> "listening";
      case SourceEvent.Lost lost -> "lost " + lost.why();
      case SourceEvent.Refused refused -> "refused " + refused.reason().spelling();
      case SourceEvent.GaveUp failed -> "failed " + failed.why();
      case SourceEvent.Noted noted -> "noted " + noted.notice().text();
    };
  }

  private static void obey(Source source) {
    try (Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (lines.hasNextLine()) {
        switch (lines.nextLine()) {
          case "ask" -> source.ask();
          case "close" -> source.close();
          default -> throw new IllegalArgumentException();
        }
      }
    }
  }
}
