package dev.leasehold.router;

import dev.leasehold.http.JsonValue;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads the output of the route script. */
final class RouteOutput {
  private static final String KERNEL = "kernel ";
  private static final String NEXT = "next";
  private static final String FRR = "frr ";
  private static final String BIRD = "bird ";
  private static final String ASKED = "asked ";

  /** What bird shows in place of a next hop for a route that forwards nothing. */
  private static final Set<String> DROPS = Set.of("unreachable", "blackhole", "prohibit");

  private RouteOutput() {}

  /**
   * The state of each address, in their order; empty if the output is not complete, or anything
   * else.
   *
   * @param addresses those that the script was asked for
   */
  static Optional<List<RouteState>> parse(List<Address> addresses, String output) {
    List<String> lines = output.lines().toList();
    if (lines.isEmpty() || !lines.getLast().equals("end")) {
      return Optional.empty();
    }
    List<Optional<KernelRoute>> kernel = new ArrayList<>();
    Optional<KernelRoute> route = Optional.empty();
    Set<BgpDaemon> asked = EnumSet.noneOf(BgpDaemon.class);
    Set<Address> frr = new HashSet<>();
    Set<Address> bird = new HashSet<>();
    boolean isFrrRead = true;
    for (String line : lines.subList(0, lines.size() - 1)) {
      if (line.equals(NEXT)) {
        kernel.add(route);
        route = Optional.empty();
      } else if (line.startsWith(KERNEL) && kernel.size() < addresses.size()) {
        Address address = addresses.get(kernel.size());
        // Of several lines the first has the lowest metric.
        route = route.or(() -> KernelRoute.parse(address, line.substring(KERNEL.length())));
      } else if (line.startsWith(FRR)) {
        isFrrRead &= frr(line.substring(FRR.length()), frr);
      } else if (line.startsWith(BIRD)) {
        bird(line.substring(BIRD.length())).ifPresent(bird::add);
      } else if (line.startsWith(ASKED)) {
        for (BgpDaemon daemon : BgpDaemon.values()) {
          if (line.equals(ASKED + daemon.spelling())) {
            asked.add(daemon);
          }
        }
      } else {
        return Optional.empty();
      }
    }
    if (kernel.size() != addresses.size()) {
      return Optional.empty();
    }
    if (!isFrrRead) {
      asked.remove(BgpDaemon.FRR);
    }
    List<RouteState> states = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      Address address = addresses.get(i);
      Set<BgpDaemon> learnedBy = EnumSet.noneOf(BgpDaemon.class);
      Predicate<BgpDaemon> has =
          daemon ->
              switch (daemon) {
                case FRR -> frr.contains(address);
                case BIRD -> bird.contains(address);
              };
      asked.stream().filter(has).forEach(learnedBy::add);
      states.add(new RouteState(address, kernel.get(i), asked, learnedBy));
    }
    return Optional.of(List.copyOf(states));
  }

  /**
   * One JSON object for each address, without anything in between: {@code
   * {"prefix":"203.0.113.40/32","paths":[{"valid":true,"bestpath":{"overall":true},…}]}}, or {@code
   * {}} where FRR has no route.
   *
   * @return false if it is anything else
   */
  private static boolean frr(String objects, Set<Address> learned) {
    if (objects.isEmpty()) {
      return true; // an old FRR says in words that there is no route
    }
    for (String object : objects.replace("}{", "}\n{").lines().toList()) {
      Optional<JsonValue> read = JsonValue.parse(object);
      if (read.isEmpty()) {
        return false;
      }
      boolean isBest =
          read.get().get("paths").elements().stream()
              .anyMatch(path ->
                  path.get("valid").bool().orElse(false)
                      && path.get("bestpath").get("overall").bool().orElse(false));
      if (isBest) {
        read.get().get("prefix").text().flatMap(RouteOutput::single).ifPresent(learned::add);
      }
    }
    return true;
  }

  /**
   * {@code 203.0.113.40/32 unicast [node 13:40:11.123] * (100) [AS65001i]}; bird before 2.0 has
   * {@code via ADDRESS on NAME} as second word. Other lines go on, or say what there is.
   */
  private static Optional<Address> bird(String line) {
    String[] words = line.split("\\s+", 3);
    return words.length < 3 || DROPS.contains(words[1]) ? Optional.empty() : single(words[0]);
  }

  /** The address of a prefix of one address. */
  private static Optional<Address> single(String text) {
    try {
      Prefix prefix = Prefix.parse(text);
      return prefix.length() == prefix.family().bits()
          ? Optional.of(prefix.network())
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
