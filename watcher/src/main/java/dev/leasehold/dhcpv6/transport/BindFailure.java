package dev.leasehold.dhcpv6.transport;

import dev.leasehold.net.Address;
import java.io.IOException;
import java.util.List;

/**
 * The reason why UDP port 546 cannot be bound, with the remedy.
 *
 * @param mayPassSoon whether the failure may end within a second or two
 */
record BindFailure(String why, boolean mayPassSoon) {

  /**
   * Interprets a system error that Java reports.
   *
   * @param holders the programs that hold the port, as {@link PortHolder} names them
   * @throws IOException if a retry cannot help
   */
  static BindFailure of(
      IOException failed, String interfaceName, Address linkLocal, List<String> holders)
      throws IOException {
    String message = String.valueOf(failed.getMessage());
    if (message.contains("Permission denied")) {
      throw new IOException(
          "no permission to use UDP port 546 on "
              + interfaceName
              + ": run as root, or grant CAP_NET_BIND_SERVICE (systemd:"
              + " AmbientCapabilities=CAP_NET_BIND_SERVICE; Kubernetes: capabilities.add:"
              + " [NET_BIND_SERVICE])",
          failed);
    }
    long ourselves = ProcessHandle.current().pid();
    if (holders.stream().anyMatch(holder -> PortHolder.isProcess(holder, ourselves))) {
      return new BindFailure(
          "the previous client is still stopping", true); // a client with other lengths replaces it
    }
    if (message.contains("in use") || !holders.isEmpty()) {
      return new BindFailure(
          "UDP port 546 on "
              + interfaceName
              + " is in use by "
              + (holders.isEmpty() ? "another program" : String.join(" and ", holders))
              + "; stop its DHCPv6 client, or let it configure the interface and use acquisition"
              + " 'interface' instead of 'dhcpv6'",
          false);
    }
    return new BindFailure("cannot use " + linkLocal + " yet: " + message, true);
  }
}
