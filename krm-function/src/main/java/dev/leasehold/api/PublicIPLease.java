package dev.leasehold.api;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import java.util.List;
import java.util.Optional;

/**
 * What the watcher holds for one claim of a public address. The interface and the hardware address
 * are here so that a new allocation asks for the same lease.
 *
 * @param name its own, by which setters take it: the claim's
 * @param claim the PublicIPClaim that it answers
 */
public record PublicIPLease(
    String name,
    String claim,
    String poolName,
    Address ip,
    Optional<String> wanInterface,
    Optional<String> macAddress)
    implements Lease {

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static PublicIPLease read(Field root) {
    Field spec = root.get("spec");
    spec.allowOnly("claim", "poolName", "ip", "wanInterface", "macAddress");
    return new PublicIPLease(
        Values.label(root.get("metadata").get("name")),
        Values.objectName(spec.get("claim")),
        Values.objectName(spec.get("poolName")),
        Values.routerAddress(spec.get("ip")),
        spec.find("wanInterface").map(Field::text),
        spec.find("macAddress").map(Field::text));
  }

  @Override
  public SubjectId id() {
    return SubjectId.publicIp(claim);
  }

  @Override
  public Document write(Optional<Document> document, String file) {
    Document written = document.orElseGet(() -> LeaseText.empty(Kinds.PUBLIC_IP_LEASE, file));
    written = LeaseText.set(written, List.of("metadata", "name"), Optional.of(name));
    written = LeaseText.set(written, List.of("spec", "claim"), Optional.of(claim));
    written = LeaseText.set(written, List.of("spec", "poolName"), Optional.of(poolName));
    written = LeaseText.set(written, List.of("spec", "ip"), Optional.of(ip.toString()));
    written = LeaseText.set(written, List.of("spec", "wanInterface"), wanInterface);
    return LeaseText.set(written, List.of("spec", "macAddress"), macAddress);
  }
}
