package dev.leasehold.adopt;

import dev.leasehold.net.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * What a person says about a repository.
 *
 * @param networkInterface the interface on the link of the router
 * @param dhcpv6 whether to request a delegated prefix there
 * @param name of the watcher; the DynamicPrefix has {@code -ipv6} after it
 * @param repository the URL of the repository, for the configuration of the watcher
 * @param bind the names of the places to bind; none: all that are in the current prefix
 * @param current the current prefix; empty: it is taken from the addresses in the repository
 * @param folder for the new files, from the folder of the repository, {@code a/b}
 */
public record Wishes(
    String networkInterface,
    boolean dhcpv6,
    String name,
    Optional<String> repository,
    List<String> bind,
    Optional<Prefix> current,
    String folder) {
  private static final int USUAL_DELEGATION = 56;
  private static final int LINK = 64;

  public Wishes {
    bind = List.copyOf(bind);
  }

  /** The length of the prefix to expect. */
  int length() {
    return current.map(Prefix::length).orElse(dhcpv6 ? USUAL_DELEGATION : LINK);
  }

  String prefixName() {
    return name + "-ipv6";
  }
}
