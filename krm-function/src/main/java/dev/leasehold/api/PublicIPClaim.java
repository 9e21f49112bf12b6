package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.Optional;

/**
 * One public address, leased through a router.
 *
 * @param name a DNS label without dots: setters take the address by it
 * @param poolName the pool that gets the address; empty only if it is observed and no pool gets it
 * @param sshSecretRef the name of the router in the watcher's configuration, or of its Secret
 * @param wanInterface the interface on the router that holds it; empty: a generated name
 * @param macAddress of that interface; empty: a generated one
 * @param service the Service that gets the address from a pool of its own
 */
public record PublicIPClaim(
    String name,
    Optional<String> poolName,
    RouterRef router,
    String sshSecretRef,
    Optional<String> wanInterface,
    Optional<MacAddress> macAddress,
    Mode mode,
    OnDelete onDelete,
    Optional<DynamicPrefix.ServiceRef> service)
    implements Intent {
  public PublicIPClaim {
    if (poolName.isEmpty() && (mode == Mode.ALLOCATE || service.isPresent())) {
      throw new IllegalArgumentException("an address for the cluster needs a pool");
    }
    if (wanInterface.isPresent() && !WanInterfaceName.isName(wanInterface.get())) {
      throw new IllegalArgumentException("no interface name: " + wanInterface.get());
    }
  }

  /** Where the address comes from. */
  public enum Mode {
    /** An interface of its own on the router leases it. */
    ALLOCATE,
    /** The WAN interface has it anyway; nothing on the router is changed. */
    OBSERVE
  }

  /** What becomes of the address after its claim was deleted. */
  public enum OnDelete {
    /** It leaves the pool, then the router gives it up. */
    RELEASE,
    /** It stays in the pool and on the router. */
    KEEP
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static PublicIPClaim read(Field root) {
    return read(Values.label(root.get("metadata").get("name")), root.get("spec"));
  }

  /** A claim of that name with this {@code spec}. */
  static PublicIPClaim read(String name, Field spec) {
    spec.allowOnly("poolName", "router", "mode", "onDelete", "service");
    Field router = spec.get("router");
    router.allowOnly(
        "host",
        "port",
        "user",
        "sshSecretRef",
        "wanParent",
        "command",
        "wanInterface",
        "macAddress");
    Mode mode =
        spec.find("mode").map(field -> Values.choice(field, Mode.values())).orElse(Mode.ALLOCATE);
    if (mode == Mode.OBSERVE) {
      rejectUnused(router);
    } else {
      spec.get("poolName");
    }
    Optional<DynamicPrefix.ServiceRef> service = spec.find("service").map(Values::service);
    if (service.isPresent()) {
      spec.get("poolName");
    }
    Optional<Field> wanInterface = router.find("wanInterface");
    if (wanInterface.isPresent()
        && wanInterface.get().text().equals(router.get("wanParent").text())) {
      throw wanInterface
          .get()
          .error("is the wanParent; write the name of a new interface, or remove it");
    }
    return new PublicIPClaim(
        name,
        spec.find("poolName").map(Values::objectName),
        RouterRef.read(router),
        Values.objectName(router.get("sshSecretRef")),
        wanInterface.map(WanInterfaceName::read),
        router.find("macAddress").map(MacAddress::read),
        mode,
        spec.find("onDelete")
            .map(field -> Values.choice(field, OnDelete.values()))
            .orElse(OnDelete.RELEASE),
        service);
  }

  private static void rejectUnused(Field router) {
    for (String key : new String[] {"command", "wanInterface", "macAddress"}) {
      router
          .find(key)
          .ifPresent(field -> {
            throw field.error("has no effect with mode Observe; remove it");
          });
    }
  }

  @Override
  public SubjectId id() {
    return SubjectId.publicIp(name);
  }

  /** A claim is never suspended. */
  @Override
  public boolean suspend() {
    return false;
  }

  /** The same claim with another name. */
  PublicIPClaim named(String other) {
    return new PublicIPClaim(
        other, poolName, router, sshSecretRef, wanInterface, macAddress, mode, onDelete, service);
  }

  /** The interface that the router gets for it; the observed one for {@link Mode#OBSERVE}. */
  public String interfaceName() {
    return mode == Mode.OBSERVE
        ? router.wanParent()
        : wanInterface.orElseGet(() -> WanInterfaceName.of(name));
  }
}
