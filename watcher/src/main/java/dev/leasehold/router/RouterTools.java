package dev.leasehold.router;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the scripts need on a router.
 *
 * @param found the program or the value of each need: {@code ip}, {@code udhcpc}, {@code flock},
 *     {@code user} and {@code proxy_arp}
 */
public record RouterTools(Map<String, String> found) {
  private static final List<String> NEEDS = List.of("ip", "udhcpc", "flock", "user", "proxy_arp");

  public RouterTools {
    found = Map.copyOf(found);
  }

  /** Reads the output of the probe script; empty if it is not complete, or anything else. */
  static Optional<RouterTools> parse(String output) {
    List<String> lines = output.lines().toList();
    Map<String, String> found = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", 2);
      if (words.length == 2) {
        found.put(words[0], words[1]);
      }
    }
    return !lines.isEmpty() && lines.getLast().equals("end") && found.keySet().containsAll(NEEDS)
        ? Optional.of(new RouterTools(found))
        : Optional.empty();
  }

  /** The program or the value of a need. */
  public String of(String need) {
    return found.getOrDefault(need, "none");
  }

  /** What is missing, each as a sentence; none: the scripts can run. */
  public List<String> missing() {
    return NEEDS.stream().flatMap(need -> problem(need).stream()).toList();
  }

  private Optional<String> problem(String need) {
    String value = of(need);
    return switch (need) {
      case "ip" ->
          value.equals("iproute2")
              ? Optional.empty()
              : Optional.of(
                  "'ip' of iproute2 is missing (OpenWrt: opkg install ip-full); that of busybox has"
                      + " no proxy entries");
      case "udhcpc" ->
          value.equals("none")
              ? Optional.of("udhcpc is missing (Debian: apt-get install udhcpc)")
              : Optional.empty();
      case "flock" ->
          value.equals("none")
              ? Optional.of("flock is missing (Debian: util-linux; OpenWrt: busybox has it)")
              : Optional.empty();
      case "user" ->
          value.equals("0") ? Optional.empty() : Optional.of("the user is not root there");
      default ->
          value.equals("0")
              ? Optional.empty()
              : Optional.of(
                  "net.ipv4.conf.all.proxy_arp is 1: the router would answer ARP for every address"
                      + " of the provider's link; set it to 0");
    };
  }
}
