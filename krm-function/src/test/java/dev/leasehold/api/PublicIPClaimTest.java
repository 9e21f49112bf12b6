package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicIPClaimTest {
  private static final String TEXT =
      """
      kind: PublicIPClaim
      metadata:
        name: ip-wan-001
      spec:
        poolName: public-pool
        router:
          host: 192.168.1.1
          user: root
          sshSecretRef: router-ssh
          command: /usr/local/bin/alloc_public_ip.sh
          wanParent: eth9
      """;

  /** The shape of claims that people have already. */
  @ParameterizedTest
  @ValueSource(strings = {"leasehold.dev", "net.serialx.dev", "network.serialx.net"})
  void readsTheClaimsOfAllThreeGroups(String group) {
    Field document = root("apiVersion: " + group + "/v1alpha1\n" + TEXT);
    assertEquals(Kinds.PUBLIC_IP_CLAIM, Kinds.kindOf(document));
    PublicIPClaim claim = PublicIPClaim.read(document);
    assertEquals(
        new PublicIPClaim(
            "ip-wan-001",
            Optional.of("public-pool"),
            new RouterRef(
                "192.168.1.1",
                22,
                "root",
                "eth9",
                Optional.of("/usr/local/bin/alloc_public_ip.sh")),
            "router-ssh",
            Optional.empty(),
            Optional.empty(),
            PublicIPClaim.Mode.ALLOCATE,
            PublicIPClaim.OnDelete.RELEASE,
            Optional.empty()),
        claim);
    assertEquals(SubjectId.publicIp("ip-wan-001"), claim.id());
    assertEquals("wan-ip-wan-001", claim.interfaceName());
    assertFalse(claim.suspend());
  }

  @Test
  void readsEverythingThatItMaySay() {
    PublicIPClaim claim =
        read(
            """
            metadata: {name: web}
            spec:
              poolName: public.pool
              mode: Allocate
              onDelete: Keep
              service: {namespace: ingress, name: web}
              router:
                host: Router.Example
                port: 2222
                user: admin
                sshSecretRef: home
                wanParent: br0.2
                wanInterface: wan-custom-001
                macAddress: "02:AA:bb:CC:dd:EE"
            """);
    assertEquals(
        new PublicIPClaim(
            "web",
            Optional.of("public.pool"),
            new RouterRef("router.example", 2222, "admin", "br0.2", Optional.empty()),
            "home",
            Optional.of("wan-custom-001"),
            Optional.of(new MacAddress("02:aa:bb:cc:dd:ee")),
            PublicIPClaim.Mode.ALLOCATE,
            PublicIPClaim.OnDelete.KEEP,
            Optional.of(new DynamicPrefix.ServiceRef("ingress", "web"))),
        claim);
    assertEquals("wan-custom-001", claim.interfaceName());
    assertEquals("admin@router.example:2222", claim.router().login());
  }

  @Test
  void anObservedAddressNeedsNoPool() {
    PublicIPClaim claim =
        read(
            """
            metadata: {name: home}
            spec:
              mode: Observe
              router: {host: "2001:db8::1", user: root, sshSecretRef: home, wanParent: eth9}
            """);
    assertEquals(Optional.empty(), claim.poolName());
    assertEquals("eth9", claim.interfaceName());
    assertEquals("root@[2001:db8::1]:22", claim.router().login());
    assertTrue(
        claim
            .router()
            .isSameLogin(new RouterRef("2001:DB8::1", 22, "root", "eth0", Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: ip-wan-001      | name: ip.wan        | metadata.name: invalid name 'ip.wan': write up to 63 of a-z, 0-9 and '-', with no '-' first or last
          name: ip-wan-001      | name: all           | metadata.name: name 'all' is reserved; choose another
          poolName: public-pool | mode: Allocate      | spec.poolName: is missing
          poolName: public-pool | poolName: a/b       | spec.poolName: invalid object name 'a/b': write words of a-z, 0-9 and '-', with dots
          poolName: public-pool | pool: a             | spec.pool: unknown field; valid fields are poolName, router, mode, onDelete, service
          host: 192.168.1.1     | port: 22            | spec.router.host: is missing
          host: 192.168.1.1     | host: -oProxyCommand=x | spec.router.host: invalid host '-oProxyCommand=x': write a host name, or an address without brackets
          host: 192.168.1.1     | host: "[::1]"       | spec.router.host: invalid host '[::1]': write a host name, or an address without brackets
          host: 192.168.1.1     | host: "1:2"         | spec.router.host: '1:2' is not an IP address: it needs 8 groups or a '::'
          user: root            | user: "root;id"     | spec.router.user: invalid user 'root;id': write a login name
          sshSecretRef: router-ssh | port: 22         | spec.router.sshSecretRef: is missing
          sshSecretRef: router-ssh | sshSecretRef: ../etc/key | spec.router.sshSecretRef: invalid object name '../etc/key': write words of a-z, 0-9 and '-', with dots
          wanParent: eth9       | port: 22            | spec.router.wanParent: is missing
          wanParent: eth9       | wanParent: "eth9$(id)" | spec.router.wanParent: invalid interface name 'eth9$(id)': write the router's interface towards the provider, such as eth9 or br0.2, of at most 15 characters
          wanParent: eth9       | wanParent: ../eth9  | spec.router.wanParent: invalid interface name '../eth9': write the router's interface towards the provider, such as eth9 or br0.2, of at most 15 characters
          wanParent: eth9       | wanParent: abcdefghijklmnop | spec.router.wanParent: invalid interface name 'abcdefghijklmnop': write the router's interface towards the provider, such as eth9 or br0.2, of at most 15 characters
          """)
  void anErrorNamesTheField(String good, String bad, String message) {
    FieldException e = assertThrows(FieldException.class, () -> read(TEXT.replace(good, bad)));
    assertEquals(message, e.place().field() + ": " + e.finding().message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          port: 70000                       | spec.router.port: 70000 is not within 1 to 65535
          wanInterface: wan_x               | spec.router.wanInterface: invalid interface name 'wan_x': write up to 15 of a-z, 0-9 and '-', with no '-' first, or remove it for a generated name
          wanInterface: -wan                | spec.router.wanInterface: invalid interface name '-wan': write up to 15 of a-z, 0-9 and '-', with no '-' first, or remove it for a generated name
          wanInterface: abcdefghijklmnop    | spec.router.wanInterface: invalid interface name 'abcdefghijklmnop': write up to 15 of a-z, 0-9 and '-', with no '-' first, or remove it for a generated name
          wanInterface: eth9                | spec.router.wanInterface: is the wanParent; write the name of a new interface, or remove it
          macAddress: "02:00"               | spec.router.macAddress: '02:00' is not a MAC address; write one like 02:00:5e:10:20:30, or remove it
          macAddress: "01:00:5E:00:00:01"   | spec.router.macAddress: '01:00:5E:00:00:01' is not a unicast MAC address; write one like 02:00:5e:10:20:30, or remove it
          command: "a\\nb"                | spec.router.command: invalid command: write one line of at most 1000 characters, as the router in the WatcherConfig lists it, or remove it for Leasehold's own script
          key: x                            | spec.router.key: unknown field; valid fields are host, port, user, sshSecretRef, wanParent, command, wanInterface, macAddress
          """)
  void anErrorNamesTheFieldOfTheRouter(String field, String message) {
    String text =
        TEXT.replace("    command: /usr/local/bin/alloc_public_ip.sh\n", "")
            + "    "
            + field
            + "\n";
    FieldException e = assertThrows(FieldException.class, () -> read(text));
    assertEquals(message, e.place().field() + ": " + e.finding().message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mode: Observe                   | spec.router.command: has no effect with mode Observe; remove it
          mode: Watch                     | spec.mode: 'Watch' is not one of Allocate, Observe
          onDelete: Drop                  | spec.onDelete: 'Drop' is not one of Release, Keep
          service: {name: web}            | spec.service.namespace: is missing
          """)
  void anErrorNamesTheFieldOfTheSpec(String field, String message) {
    FieldException e = assertThrows(FieldException.class, () -> read(TEXT + "  " + field + "\n"));
    assertEquals(message, e.place().field() + ": " + e.finding().message());
  }

  @Test
  void aVersionThatIsNotKnownIsRefusedInAllGroups() {
    Field claim = root("apiVersion: network.serialx.net/v1\n" + TEXT);
    assertThrows(FieldException.class, () -> Kinds.kindOf(claim));
    assertEquals("", Kinds.kindOf(root("apiVersion: network.serialx.net/v1\nkind: Other\n")));
  }

  private static PublicIPClaim read(String text) {
    return PublicIPClaim.read(root(text));
  }

  private static Field root(String text) {
    return Document.inFile("a.yaml", 1, text).root();
  }
}
