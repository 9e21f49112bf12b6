package dev.leasehold.check;

import dev.leasehold.krm.Field;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** CiliumBGPPeerConfig: timers, families and transport of a peering. */
final class BgpPeerCheck {
  static final List<String> AFI = List.of("ipv4", "ipv6", "l2vpn", "ls", "opaque");
  static final List<String> SAFI =
      List.of(
          "unicast",
          "multicast",
          "mpls_label",
          "encapsulation",
          "vpls",
          "evpn",
          "ls",
          "sr_policy",
          "mup",
          "mpls_vpn",
          "mpls_vpn_multicast",
          "route_target_constraints",
          "flowspec_unicast",
          "flowspec_vpn",
          "key_value");

  private static final int DEFAULT_HOLD_TIME = 90;
  private static final int DEFAULT_KEEP_ALIVE = 30;

  private BgpPeerCheck() {}

  static void check(CheckedObject config) {
    Optional<Field> spec = config.spec();
    if (spec.isEmpty()) {
      return;
    }
    config.mapping(spec.get(), "timers").ifPresent(timers -> timers(config, timers));
    config.number(spec.get(), "ebgpMultihop", 1, 255);
    Optional<Field> restart = config.mapping(spec.get(), "gracefulRestart");
    if (restart.isPresent()) {
      config.required(restart.get(), "enabled");
      config.isTrue(restart.get(), "enabled");
      config.number(restart.get(), "restartTimeSeconds", 1, 4095);
    }
    for (Field family : config.mappings(config.list(spec.get(), "families"))) {
      config.required(family, "afi");
      config.required(family, "safi");
      config.choice(family, "afi", AFI);
      config.choice(family, "safi", SAFI);
    }
    config.mapping(spec.get(), "transport").ifPresent(transport -> transport(config, transport));
  }

  /** RFC 4271 section 4.2: a hold time below 3 s is none. */
  private static void timers(CheckedObject config, Field timers) {
    OptionalLong hold = config.number(timers, "holdTimeSeconds", 3, 65_535);
    OptionalLong alive = config.number(timers, "keepAliveTimeSeconds", 1, 65_535);
    config.number(timers, "connectRetryTimeSeconds", 1, Integer.MAX_VALUE);
    boolean known =
        hold.isPresent() == config.has(timers, "holdTimeSeconds")
            && alive.isPresent() == config.has(timers, "keepAliveTimeSeconds");
    long holdTime = hold.orElse(DEFAULT_HOLD_TIME);
    long keepAlive = alive.orElse(DEFAULT_KEEP_ALIVE);
    if (known && keepAlive > holdTime) {
      // The API server refuses this from 1.18 on; before, the session flaps.
      config.wrong(
          config
              .find(timers, alive.isPresent() ? "keepAliveTimeSeconds" : "holdTimeSeconds")
              .orElse(timers),
          "keepAliveTimeSeconds, "
              + keepAlive
              + (alive.isPresent() ? "" : " by default")
              + ", is longer than holdTimeSeconds, "
              + holdTime
              + (hold.isPresent() ? "" : " by default")
              + "; use about a third of it");
    }
  }

  private static void transport(CheckedObject config, Field transport) {
    config.number(transport, "peerPort", 1, 65_535);
    config.number(transport, "localPort", 1, 65_535);
    Optional<Field> localPort = config.find(transport, "localPort");
    if (localPort.isPresent() && config.apiVersion().equals("cilium.io/v2")) {
      config.wrong(
          localPort.get(),
          "was removed in cilium.io/v2; set localPort in the CiliumBGPClusterConfig");
    }
    config
        .find(transport, "sourceInterface")
        .ifPresent(field -> ApiVersions.since(config, field, "sourceInterface", 19, true));
  }
}
