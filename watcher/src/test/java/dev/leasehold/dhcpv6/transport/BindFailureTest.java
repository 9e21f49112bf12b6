package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindFailureTest {
  private static final Address LINK_LOCAL = Address.parse("fe80::1");

  private final IOException inUse = new BindException("Address already in use");

  @Test
  void reportsAMissingPrivilegeWithItsRemedy() {
    IOException denied = new BindException("Permission denied");
    IOException e = assertThrows(IOException.class, () -> failure(denied));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("no permission to use UDP port 546 on wan0: "), message);
    assertTrue(message.contains("CAP_NET_BIND_SERVICE"), message);
    assertSame(denied, e.getCause());
  }

  @Test
  void namesTheProgramThatHoldsThePort() throws Exception {
    String advice =
        "; stop its DHCPv6 client, or let it configure the interface and use acquisition 'interface'"
            + " instead of 'dhcpv6'";
    assertEquals(
        new BindFailure(
            "UDP port 546 on wan0 is in use by a (process 1) and b (process 2)" + advice, false),
        failure(inUse, "a (process 1)", "b (process 2)"));
    assertEquals(
        new BindFailure("UDP port 546 on wan0 is in use by another program" + advice, false),
        failure(inUse));
    assertEquals(
        new BindFailure("UDP port 546 on wan0 is in use by a (process 1)" + advice, false),
        failure(new BindException("x"), "a (process 1)"));
  }

  @Test
  void treatsOurOwnClientAsTemporary() throws Exception {
    String ours = "java (process " + ProcessHandle.current().pid() + ")";
    assertEquals(
        new BindFailure("the previous client is still stopping", true), failure(inUse, ours));
  }

  @Test
  void treatsAnyOtherFailureAsTemporary() throws Exception {
    assertEquals(
        new BindFailure("cannot use fe80::1 yet: Cannot assign requested address", true),
        failure(new BindException("Cannot assign requested address")));
    assertEquals(new BindFailure("cannot use fe80::1 yet: null", true), failure(new IOException()));
  }

  private static BindFailure failure(IOException failed, String... holders) throws IOException {
    return BindFailure.of(failed, "wan0", LINK_LOCAL, List.of(holders));
  }
}
