package dev.leasehold.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.PackageContents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PackageUpdateTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        externalIPs:
          - 192.0.2.1 # kpt-set: ${web}
      """;

  private static final PrefixLease HOME =
      new PrefixLease(
          "home",
          "dhcpv6-pd",
          List.of(new PrefixLease.Current(Prefix.parse("2001:db8::/56"), Instant.EPOCH)));
  private static final PublicIPLease WEB =
      new PublicIPLease(
          "web",
          "web",
          Optional.of("public"),
          Address.parse("203.0.113.45"),
          Optional.of("wan-web"),
          Optional.empty());

  @Test
  void writesEachKindOfLeaseToItsOwnFile() {
    Map<String, String> files = update(Map.of("service.yaml", SERVICE), HOME, WEB).files();
    assertEquals(
        List.of(
            "ciliumloadbalancerippool-public.yaml",
            "home-lease.yaml",
            "service.yaml",
            "web-lease.yaml"),
        List.copyOf(files.keySet()));
    assertEquals(
        """
        # Written by the Leasehold watcher.
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPLease
        metadata:
          name: web
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          claim: web
          poolName: public
          ip: 203.0.113.45
          wanInterface: wan-web
        """,
        files.get("web-lease.yaml"));
    assertEquals(SERVICE.replace("192.0.2.1 ", "203.0.113.45 "), files.get("service.yaml"));
  }

  @Test
  void editsALeaseInItsFile() {
    String there =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPLease
        metadata: {name: office}
        spec: {claim: web, poolName: public, ip: 203.0.113.7} # of the office
        """;
    PublicIPLease office =
        new PublicIPLease(
            "office",
            "web",
            Optional.of("public"),
            Address.parse("203.0.113.45"),
            Optional.empty(),
            Optional.empty());
    assertEquals(
        there.replace("203.0.113.7}", "203.0.113.45}"),
        update(Map.of("office.yaml", there), office).files().get("office.yaml"));
  }

  private static PackageUpdate.Rendered update(Map<String, String> texts, Lease... leases) {
    KrmPackage yaml = KrmPackage.of(new TreeMap<>(texts));
    PackageFiles files = new PackageFiles(texts.keySet(), yaml, List.of());
    PackageContents contents = PackageContents.read(yaml.documents());
    return (PackageUpdate.Rendered) PackageUpdate.of(files, contents, List.of(leases));
  }
}
