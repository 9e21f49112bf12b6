package dev.leasehold.api;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a {@link PublicIPLease} reads and is written. */
final class PublicIPLeaseText {
  private static final String SPEC = "spec";
  private static final String ROUTER = "router";

  private PublicIPLeaseText() {}

  static PublicIPLease read(Field root) {
    Field spec = root.get(SPEC);
    spec.allowOnly(
        "claim",
        "poolName",
        "ip",
        "wanInterface",
        "macAddress",
        ROUTER,
        "state",
        "onDelete",
        "since");
    return new PublicIPLease(
        Values.label(root.get("metadata").get("name")),
        Values.objectName(spec.get("claim")),
        spec.find("poolName").map(Values::objectName),
        Values.routerAddress(spec.get("ip")),
        spec.find("wanInterface").map(WanInterfaceName::read),
        spec.find("macAddress").map(MacAddress::read),
        spec.find(ROUTER).map(PublicIPLeaseText::router),
        spec.find("state")
            .map(field -> Values.choice(field, PublicIPLease.State.values()))
            .orElse(PublicIPLease.State.HELD),
        spec.find("onDelete")
            .map(field -> Values.choice(field, PublicIPClaim.OnDelete.values()))
            .orElse(PublicIPClaim.OnDelete.RELEASE),
        spec.find("since").map(Values::instant));
  }

  private static RouterRef router(Field router) {
    router.allowOnly("host", "port", "user", "wanParent", "command");
    return RouterRef.read(router);
  }

  /** Fields that have their default are left out. */
  static Document write(PublicIPLease lease, Optional<Document> document, String file) {
    Document written = document.orElseGet(() -> LeaseText.empty(Kinds.PUBLIC_IP_LEASE, file));
    Optional<RouterRef> router = lease.router();
    written = LeaseText.set(written, List.of("metadata", "name"), Optional.of(lease.name()));
    written = set(written, Optional.of(lease.claim()), "claim");
    written = set(written, lease.poolName(), "poolName");
    written = set(written, Optional.of(lease.ip().toString()), "ip");
    written = set(written, lease.wanInterface(), "wanInterface");
    written = set(written, lease.macAddress().map(MacAddress::text), "macAddress");
    written = set(written, router.map(RouterRef::host), ROUTER, "host");
    written = set(written, router.flatMap(PublicIPLeaseText::port), ROUTER, "port");
    written = set(written, router.map(RouterRef::user), ROUTER, "user");
    written = set(written, router.map(RouterRef::wanParent), ROUTER, "wanParent");
    written = set(written, router.flatMap(RouterRef::command), ROUTER, "command");
    written =
        set(
            written,
            Optional.of(lease.state())
                .filter(state -> state != PublicIPLease.State.HELD)
                .map(Values::spelling),
            "state");
    written =
        set(
            written,
            Optional.of(lease.onDelete())
                .filter(onDelete -> onDelete != PublicIPClaim.OnDelete.RELEASE)
                .map(Values::spelling),
            "onDelete");
    return set(written, lease.since().map(Instant::toString), "since");
  }

  private static Optional<String> port(RouterRef router) {
    return router.port() == RouterRef.SSH_PORT
        ? Optional.empty()
        : Optional.of(Integer.toString(router.port()));
  }

  private static Document set(Document document, Optional<String> value, String... path) {
    List<String> field =
        path.length == 1 ? List.of(SPEC, path[0]) : List.of(SPEC, path[0], path[1]);
    return LeaseText.set(document, field, value);
  }
}
