package dev.leasehold.migration;

import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The claims of cilium-dhcp-wanip-operator: {@code PublicIPClaim} of {@code network.serialx.net},
 * and of {@code net.serialx.dev}, as its documents call it.
 */
final class Claims {
  /** The script that the operator's own kind names if a claim names none. */
  private static final String THEIR_SCRIPT = "/usr/local/bin/alloc_public_ip.sh";

  private final Carried carried;
  private final Routers routers;

  Claims(Carried carried, Routers routers) {
    this.carried = carried;
    this.routers = routers;
  }

  void carry(Dump dump) {
    for (String group : List.of(Kinds.CLAIM_GROUP, Kinds.EARLIER_CLAIM_GROUP)) {
      carried.each(dump.of(group, Kinds.PUBLIC_IP_CLAIM), this::carry);
    }
  }

  private void carry(Field root, String name) {
    Optional<Field> spec = carried.spec(root);
    Optional<Field> router = spec.flatMap(s -> s.find("router")).filter(Field::isMapping);
    if (spec.isEmpty() || router.isEmpty()) {
      spec.ifPresent(s -> carried.warn(s, "is left out: it has no router"));
      return;
    }
    carried.warnOfOthers(spec.get(), "poolName", "router");
    Text claim = claim(spec.get(), router.get(), name);
    String ip = ObjectKey.text(root, "status", "assignedIP");
    if (ip.isEmpty()) {
      carried.tell(root, "has no address yet, so there is no lease");
    } else {
      carried.add("leases/" + name + ".yaml", lease(root, spec.get(), router.get(), name, ip));
    }
    carried.add("intent/" + name + ".yaml", claim);
    routers.add(
        ObjectKey.text(router.get(), "host"),
        port(router.get()),
        ObjectKey.text(router.get(), "user"),
        ObjectKey.text(router.get(), "sshSecretRef"));
  }

  private Text claim(Field spec, Field router, String name) {
    Text text = Text.local(Kinds.PUBLIC_IP_CLAIM, name);
    copy(text, 1, spec, "poolName");
    text.key(1, "router");
    for (Field field : router.fields()) {
      String key = field.key().orElse("");
      switch (key) {
        case "host", "user", "sshSecretRef", "wanParent", "wanInterface" ->
            copy(text, 2, router, key);
        case "port" -> {
          if (!port(router).isEmpty()) {
            text.copy(2, key, field);
          }
        }
        case "macAddress" -> text.value(2, key, field.text().toLowerCase(Locale.ROOT));
        case "command" -> command(text, field);
        default -> carried.warn(field, "is not carried over: Leasehold has no such field");
      }
    }
    return text;
  }

  private void command(Text text, Field command) {
    if (command.text().equals(THEIR_SCRIPT)) {
      carried.tell(
          command,
          "is not carried over: Leasehold's own script takes its place, and nothing is installed on"
              + " the router");
      return;
    }
    text.copy(2, "command", command);
    carried.warn(
        command,
        "runs only if commands of the router in the WatcherConfig lists it, word for word; leave it"
            + " out for Leasehold's own script");
  }

  private Text lease(Field root, Field spec, Field router, String name, String ip) {
    Text text = Text.local(Kinds.PUBLIC_IP_LEASE, name).value(1, "claim", name);
    copy(text, 1, spec, "poolName");
    text.value(1, "ip", ip);
    String wanInterface = ObjectKey.text(root, "status", "wanInterface");
    String mac = ObjectKey.text(root, "status", "macAddress").toLowerCase(Locale.ROOT);
    if (!wanInterface.isEmpty()) {
      text.value(1, "wanInterface", wanInterface);
      carried.warn(
          root,
          "stop its operator, then remove its interface on the router (ip link del "
              + wanInterface
              + "): Leasehold makes it again, asks with the same MAC address, and does not touch"
              + " interfaces of others");
    }
    if (!mac.isEmpty()) {
      text.value(1, "macAddress", mac);
    }
    text.key(1, "router");
    for (String key : List.of("host", "user", "wanParent")) {
      copy(text, 2, router, key);
    }
    if (!port(router).isEmpty()) {
      text.number(2, "port", Integer.parseInt(port(router)));
    }
    return text;
  }

  private static void copy(Text text, int depth, Field from, String key) {
    from.find(key).ifPresent(field -> text.copy(depth, key, field));
  }

  /** Empty for SSH's own. */
  private static String port(Field router) {
    String port = ObjectKey.text(router, "port");
    return port.matches("[1-9][0-9]{0,4}") && !port.equals("22") ? port : "";
  }
}
