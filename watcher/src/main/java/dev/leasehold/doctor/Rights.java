package dev.leasehold.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The privileges of this process: capabilities(7), from {@code /proc}. */
record Rights(Path root) {
  private static final int NET_BIND_SERVICE = 10;
  private static final int NET_RAW = 13;

  boolean mayCapture() {
    return has(NET_RAW);
  }

  /**
   * Whether the process may bind a port, by capability or by the machine's unprivileged port range
   * (ip(7)).
   */
  boolean mayBind(int port) {
    List<String> first = lines("proc/sys/net/ipv4/ip_unprivileged_port_start");
    return has(NET_BIND_SERVICE)
        || !first.isEmpty()
            && first.getFirst().chars().allMatch(Character::isDigit)
            && Long.parseLong("0" + first.getFirst()) <= port;
  }

  private boolean has(int capability) {
    for (String line : lines("proc/self/status")) {
      if (line.startsWith("CapEff:")) {
        return (Long.parseUnsignedLong(line.substring(7).trim(), 16) >> capability & 1) != 0;
      }
    }
    return false;
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
