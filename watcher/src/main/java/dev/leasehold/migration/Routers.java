package dev.leasehold.migration;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;

/** The routers of claims, as entries of the watcher's configuration. */
final class Routers {
  /** The only one in which the operator looks. */
  private static final String NAMESPACE = "kube-system";

  private final SequencedSet<Router> routers = new LinkedHashSet<>();

  private record Router(String host, String port, String user, String secret) {}

  void add(String host, String port, String user, String secret) {
    routers.add(new Router(host, port, user, secret));
  }

  /**
   * The lines below {@code spec:}; empty text without routers. The keys stay in the Secrets in
   * which cilium-dhcp-wanip-operator has them.
   */
  String yaml() {
    if (routers.isEmpty()) {
      return "";
    }
    Text text = new Text();
    text.key(1, "cluster").value(2, "kubeconfig", "kubeconfig").key(1, "routers");
    Set<String> names = new HashSet<>();
    for (Router router : routers) {
      String name = router.secret();
      for (int i = 2; !names.add(name); i++) {
        name = router.secret() + "-" + i;
      }
      text.item(2, "name", name);
      text.value(3, "host", router.host());
      if (!router.port().isEmpty()) {
        text.number(3, "port", Integer.parseInt(router.port()));
      }
      text.value(3, "user", router.user());
      text.key(3, "ssh").key(4, "secretRef");
      text.value(5, "namespace", NAMESPACE).value(5, "name", router.secret());
      text.value(4, "knownHostsFile", "known_hosts");
    }
    return text.toString();
  }
}
