package dev.leasehold.render;

import dev.leasehold.api.MacAddress;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Claims that want the same interface or MAC address, and leases that answer one claim. */
final class ClaimConflicts {
  private final PackageContents contents;
  private final List<Finding> findings = new ArrayList<>();

  private ClaimConflicts(PackageContents contents) {
    this.contents = contents;
  }

  static List<Finding> findings(PackageContents contents) {
    ClaimConflicts conflicts = new ClaimConflicts(contents);
    conflicts.checkInterfaces();
    conflicts.checkMacs();
    conflicts.checkLeases();
    return conflicts.findings;
  }

  private void checkInterfaces() {
    Map<String, PublicIPClaim> byInterface = new HashMap<>();
    for (PublicIPClaim claim : contents.claims().values()) {
      String name = interfaceName(claim);
      String login = claim.router().login();
      PublicIPClaim first = byInterface.putIfAbsent(login + " " + name, claim);
      if (first == null) {
        continue;
      }
      boolean isObserved = claim.mode() == PublicIPClaim.Mode.OBSERVE;
      report(
          contents.claimPlace(
              claim.name(), isObserved ? "spec.router.wanParent" : "spec.router.wanInterface"),
          "duplicate interface '"
              + name
              + "' on "
              + login
              + ": "
              + also(first)
              + (isObserved
                  ? "; keep one of the claims"
                  : "; set another wanInterface in one of them"));
    }
  }

  /** The name that its lease keeps goes before a generated one. */
  private String interfaceName(PublicIPClaim claim) {
    return claim.wanInterface().isPresent() || claim.mode() == PublicIPClaim.Mode.OBSERVE
        ? claim.interfaceName()
        : lease(claim).flatMap(PublicIPLease::wanInterface).orElseGet(claim::interfaceName);
  }

  private void checkMacs() {
    Map<MacAddress, PublicIPClaim> byMac = new HashMap<>();
    for (PublicIPClaim claim : contents.claims().values()) {
      Optional<MacAddress> mac =
          claim.macAddress().or(() -> lease(claim).flatMap(PublicIPLease::macAddress));
      Optional<PublicIPClaim> first = mac.map(address -> byMac.putIfAbsent(address, claim));
      first.ifPresent(other ->
          report(
              contents.claimPlace(claim.name(), "spec.router.macAddress"),
              "duplicate MAC address '"
                  + mac.orElseThrow()
                  + "': "
                  + also(other)
                  + "; a provider leases one address for it, so set another in one of them, or"
                  + " remove it for a generated one"));
    }
  }

  private Optional<PublicIPLease> lease(PublicIPClaim claim) {
    return contents.publicIp(claim.name());
  }

  /** Hand-written leases may name any claim, as long as there is no such claim. */
  private void checkLeases() {
    Map<String, PublicIPLease> held = new HashMap<>();
    for (PublicIPLease lease : contents.publicIps().values()) {
      if (contents.claims().containsKey(lease.name()) && !lease.claim().equals(lease.name())) {
        report(
            contents.publicIpPlace(lease.name(), "spec.claim"),
            "names claim '"
                + lease.claim()
                + "', but PublicIPClaim '"
                + lease.name()
                + "' has the name of this lease; rename the lease");
      }
      if (lease.isHeld() && contents.claims().containsKey(lease.claim())) {
        PublicIPLease first = held.putIfAbsent(lease.claim(), lease);
        if (first != null) {
          report(
              contents.publicIpPlace(lease.name(), "spec.claim"),
              "duplicate lease of PublicIPClaim '"
                  + lease.claim()
                  + "': PublicIPLease '"
                  + first.name()
                  + "' also answers it; remove one");
        }
      }
    }
  }

  private String also(PublicIPClaim other) {
    String file = contents.intentFile(other.id()).filter(f -> !f.isEmpty()).orElse("another item");
    return "PublicIPClaim '" + other.name() + "' in " + file + " also has it";
  }

  private void report(Place place, String message) {
    findings.add(Finding.error(place, message));
  }
}
