package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicIPLeaseTest {
  @Test
  void readsEverythingThatItMaySay() {
    assertEquals(
        new PublicIPLease(
            "ip-wan-001",
            "ip-wan-001",
            Optional.of("public-pool"),
            Address.parse("203.0.113.45"),
            Optional.of("wan-ip-wan-001"),
            Optional.of(new MacAddress("02:00:5e:00:53:01"))),
        read(
            """
            metadata: {name: ip-wan-001}
            spec:
              claim: ip-wan-001
              poolName: public-pool
              ip: 203.0.113.45
              wanInterface: wan-ip-wan-001
              macAddress: "02:00:5e:00:53:01"
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {claim: a, poolName: p}             | spec.ip: is missing
          {claim: a, poolName: p, ip: 1.2.3}  | spec.ip: '1.2.3' is not an IP address: expected IPv6 groups or four octets from 0 to 255
          {poolName: p, ip: 192.0.2.1}        | spec.claim: is missing
          {claim: a, ip: 192.0.2.1, state: X} | spec.state: 'X' is not one of Held, Releasing
          {claim: a, ip: 192.0.2.1, onDelete: X} | spec.onDelete: 'X' is not one of Release, Keep
          {claim: a, ip: 192.0.2.1, since: X} | spec.since: invalid time 'X'; write it as 2026-11-21T10:00:00Z
          {claim: a, ip: 192.0.2.1, wanInterface: ../x} | spec.wanInterface: invalid interface name '../x': write up to 15 of a-z, 0-9 and '-', with no '-' first, or remove it for a generated name
          {claim: a, ip: 192.0.2.1, macAddress: "03:00:00:00:00:01"} | spec.macAddress: '03:00:00:00:00:01' is not a unicast MAC address; write one like 02:00:5e:10:20:30, or remove it
          {claim: a, ip: 192.0.2.1, router: {host: r, user: u}} | spec.router.wanParent: is missing
          {claim: a, ip: 192.0.2.1, router: {host: r, user: u, wanParent: eth9, key: k}} | spec.router.key: unknown field; valid fields are host, port, user, wanParent, command
          {claim: a, poolName: p, ipp: 1}     | spec.ipp: unknown field; valid fields are claim, poolName, ip, wanInterface, macAddress, router, state, onDelete, since
          """)
  void anErrorNamesTheField(String spec, String error) {
    FieldException e =
        assertThrows(
            FieldException.class, () -> read("{metadata: {name: a}, spec: " + spec + "}\n"));
    assertEquals("a.yaml:1: a: " + error, e.getMessage());
  }

  private static final PublicIPLease LEASE =
      new PublicIPLease(
          "on",
          "on",
          Optional.of("public-pool"),
          Address.parse("203.0.113.45"),
          Optional.of("wan-on"),
          Optional.of(new MacAddress("02:00:5e:00:53:01")));

  @Test
  void aNewLeaseIsADocumentOfItsOwn() {
    Document document = LEASE.write(Optional.empty(), "leases/on.yaml");
    assertEquals("leases/on.yaml", document.file());
    assertEquals(
        """
        # Written by the Leasehold watcher.
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPLease
        metadata:
          name: "on"
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          claim: "on"
          poolName: public-pool
          ip: 203.0.113.45
          wanInterface: wan-on
          macAddress: 02:00:5e:00:53:01
        """,
        document.text());
    assertEquals(LEASE, PublicIPLease.read(document.root()));
  }

  @Test
  void handMadeFormattingStaysAndWhatIsNotHeldGoes() {
    Document document =
        Document.inFile(
            "a.yaml",
            1,
            """
            kind: PublicIPLease   # ours
            metadata: {name: "on"}
            spec:
              ip: '203.0.113.7'   # of the house
              macAddress: "02:00:5e:00:53:02"
              claim: "on"
              poolName: public-pool
            """);
    PublicIPLease next =
        new PublicIPLease(
            "on",
            "on",
            Optional.of("public-pool"),
            Address.parse("203.0.113.45"),
            Optional.of("wan-on"),
            Optional.empty());
    assertEquals(
        """
        kind: PublicIPLease   # ours
        metadata: {name: "on"}
        spec:
          ip: '203.0.113.45'   # of the house
          claim: "on"
          poolName: public-pool
          wanInterface: wan-on
        """,
        next.write(Optional.of(document), "unused.yaml").text());
    Document same = LEASE.write(Optional.empty(), "on.yaml");
    assertSame(same, LEASE.write(Optional.of(same), "unused.yaml"));
  }

  private static final PublicIPLease RELEASING =
      new PublicIPLease(
          "ip-wan-001",
          "ip-wan-001",
          Optional.of("public-pool"),
          Address.parse("2001:db8::5"),
          Optional.of("wan-ip-wan-001"),
          Optional.of(new MacAddress("02:00:5e:00:53:01")),
          Optional.of(
              new RouterRef("Router.example", 2222, "root", "eth9", Optional.of("/root/a.sh -x"))),
          PublicIPLease.State.RELEASING,
          PublicIPClaim.OnDelete.KEEP,
          Optional.of(Instant.parse("2026-11-21T10:00:00Z")));

  @Test
  void aLeaseHasAllThatIsNeededToReleaseItWithoutItsClaim() {
    Document document = RELEASING.write(Optional.empty(), "leases/ip-wan-001.yaml");
    assertEquals(
        """
        # Written by the Leasehold watcher.
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPLease
        metadata:
          name: ip-wan-001
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          claim: ip-wan-001
          poolName: public-pool
          ip: 2001:db8::5
          wanInterface: wan-ip-wan-001
          macAddress: 02:00:5e:00:53:01
          router:
            host: router.example
            port: "2222"
            user: root
            wanParent: eth9
            command: /root/a.sh -x
          state: Releasing
          onDelete: Keep
          since: "2026-11-21T10:00:00Z"
        """,
        document.text());
    assertEquals(RELEASING, PublicIPLease.read(document.root()));
    assertFalse(RELEASING.isHeld());
    assertSame(document, RELEASING.write(Optional.of(document), "unused.yaml"));
  }

  @Test
  void aLeaseThatIsHeldAgainHasNoneOfIt() {
    Document document = RELEASING.write(Optional.empty(), "leases/ip-wan-001.yaml");
    PublicIPLease held =
        new PublicIPLease(
            "ip-wan-001",
            "ip-wan-001",
            Optional.empty(),
            Address.parse("192.0.2.1"),
            Optional.empty(),
            Optional.empty());
    Document written = held.write(Optional.of(document), "unused.yaml");
    assertEquals(
        """
        spec:
          claim: ip-wan-001
          ip: 192.0.2.1
        """,
        written.text().substring(written.text().indexOf("spec:")));
    assertEquals(held, PublicIPLease.read(written.root()));
  }

  @Test
  void upperCaseIsNormalised() {
    PublicIPLease lease =
        read(
            "{metadata: {name: a}, spec: {claim: a, ip: 192.0.2.1, macAddress: '02:AA:bb:00:00:01'}}\n");
    assertEquals(Optional.of(new MacAddress("02:aa:bb:00:00:01")), lease.macAddress());
  }

  private static PublicIPLease read(String text) {
    return PublicIPLease.read(Document.inFile("a.yaml", 1, text).root());
  }
}
