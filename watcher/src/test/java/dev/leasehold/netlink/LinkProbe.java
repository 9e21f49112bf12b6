package dev.leasehold.netlink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;

/**
 * A program that an integration test runs inside a network namespace: {@code LinkProbe INTERFACE}
 * prints each state of the interface, and ends after the word "stop".
 */
final class LinkProbe {
  private LinkProbe() {}

  public static void main(String[] arguments) throws Exception {
    try (LinkMonitor monitor = LinkMonitor.open(arguments[0])) {
      Thread.ofPlatform().daemon().start(() -> obey(monitor));
      String said = "";
      do {
        String now = describe(monitor);
        if (!now.equals(said)) {
          System.out.println("@" + now);
          said = now;
        }
      } while (monitor.await(Duration.ofDays(1)));
    }
    System.out.println("@ended");
  }

  private static String describe(LinkMonitor monitor) {
    return monitor
        .state()
        .map(state -> {
          StringBuilder text = new StringBuilder();
          text.append(state.up() ? "up" : "down").append(state.running() ? " running" : " idle");
          text.append(' ').append(state.mac());
          for (InterfaceAddress address : state.addresses()) {
            text.append(' ').append(address.address()).append('/').append(address.prefixLength());
            if (!address.isUsable()) {
              text.append("(tentative)");
            }
          }
          return text.toString();
        })
        .orElse("absent");
  }

  private static void obey(LinkMonitor monitor) {
    try (Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (lines.hasNextLine()) {
        if (lines.nextLine().equals("stop")) {
          monitor.stop();
        }
      }
    }
  }
}
