package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
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
            "public-pool",
            Address.parse("203.0.113.45"),
            Optional.of("wan-ip-wan-001"),
            Optional.of("02:00:5e:00:53:01")),
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
          {claim: a, poolName: p, ipp: 1}     | spec.ipp: unknown field; valid fields are claim, poolName, ip, wanInterface, macAddress
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
          "public-pool",
          Address.parse("203.0.113.45"),
          Optional.of("wan-on"),
          Optional.of("02:00:5e:00:53:01"));

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
            "public-pool",
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

  private static PublicIPLease read(String text) {
    return PublicIPLease.read(Document.inFile("a.yaml", 1, text).root());
  }
}
