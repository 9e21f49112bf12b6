package dev.leasehold.dhcpv6.transport;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.fence.Fence;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;

/**
 * A program that an integration test runs inside a network namespace: {@code DelegationProbe
 * INTERFACE LENGTH FOLDER} prints each event, and accepts "ask", "status" and "close".
 */
final class DelegationProbe {
  private DelegationProbe() {}

  public static void main(String[] arguments) {
    Source source =
        DelegationSource.live(
            new Channel.Delegation(
                arguments[0],
                new TreeMap<>(
                    Map.of(
                        "home",
                        new DynamicPrefix.Delegation(
                            arguments[0], Integer.parseInt(arguments[1]), ""))),
                ""),
            Path.of(arguments[2]),
            Map.of(),
            InstantSource.system(),
            System::nanoTime,
            new SecureRandom(),
            Fence.OPEN);
    Thread.ofPlatform().daemon().start(() -> obey(source));
    try {
      source.run(event -> {
        if (!(event instanceof SourceEvent.Noted)) {
          System.out.println("@" + describe(event));
        }
      });
      System.out.println("@ended");
    } catch (IOException e) {
      System.out.println("@failed " + e.getMessage());
    }
  }

  private static String describe(SourceEvent event) {
    return switch (event) {
      case SourceEvent.Heard heard -> {
        StringBuilder text = new StringBuilder("heard ");
        text.append(heard.observation().origin().who());
        for (Announced p : heard.observation().prefixes()) {
          text.append(' ').append(p.prefix()).append(' ').append(p.validLifetime());
        }
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
          case "status" -> System.out.println("@status " + source.status());
          default -> throw new IllegalArgumentException();
        }
      }
    }
  }
}
