package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All interfaces that Leasehold made on a router.
 *
 * @param bootId another one after each boot
 * @param uptime the time since the boot
 */
public record RouterState(String bootId, Duration uptime, List<HeldInterface> interfaces) {
  private static final int COLUMNS = 12;

  public RouterState {
    interfaces = List.copyOf(interfaces);
  }

  /** The interface of that name; empty: it is not there, or not ours. */
  public Optional<HeldInterface> find(String name) {
    return interfaces.stream().filter(held -> held.name().equals(name)).findFirst();
  }

  /**
   * Reads the output of the list script; empty if it is not complete, or anything else.
   *
   * <p>An address that is no address counts as none, so that one odd line does not hide all others.
   */
  static Optional<RouterState> parse(String output) {
    List<String> lines = output.lines().toList();
    if (lines.size() < 2 || !lines.getLast().equals("end")) {
      return Optional.empty();
    }
    String[] router = lines.getFirst().split(" ");
    Optional<Duration> uptime = router.length == 3 ? seconds(router[2]) : Optional.empty();
    if (!router[0].equals("router") || uptime.isEmpty()) {
      return Optional.empty();
    }
    List<HeldInterface> interfaces = new ArrayList<>();
    for (String line : lines.subList(1, lines.size() - 1)) {
      String[] columns = line.split(" ");
      if (columns.length != COLUMNS || !columns[0].equals("interface")) {
        return Optional.empty();
      }
      interfaces.add(
          new HeldInterface(
              columns[1],
              columns[2],
              known(columns[3], Optional::of),
              columns[4].equals("up"),
              columns[5].equals("client"),
              known(columns[6], RouterState::address),
              columns[7].equals("proxy"),
              columns[8].equals("set"),
              known(columns[9], RouterState::address),
              known(columns[10], RouterState::seconds),
              known(columns[11], RouterState::seconds)));
    }
    return Optional.of(new RouterState(router[1], uptime.get(), interfaces));
  }

  private static <T> Optional<T> known(String column, Function<String, Optional<T>> reader) {
    return column.equals("-") ? Optional.empty() : reader.apply(column);
  }

  private static Optional<Address> address(String text) {
    try {
      return Optional.of(Address.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,10}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }
}
