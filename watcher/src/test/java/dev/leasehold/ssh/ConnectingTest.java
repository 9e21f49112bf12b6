package dev.leasehold.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines that cannot be reached. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a hang
final class ConnectingTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final SshClient client = SshClient.setUpDefaultClient();

  @BeforeEach
  void start() {
    client.setServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  @AfterEach
  void stop() {
    client.stop();
  }

  private String failure(String host, int port, Duration login) {
    SshDeadlines deadlines = new SshDeadlines(LONG, login, LONG, LONG);
    return String.valueOf(
        assertThrows(
                Connecting.NoConnectionException.class,
                () -> Connecting.logIn(client, new SshServer(host, port, "root"), deadlines))
            .getMessage());
  }

  @Test
  void asksForSshWhereThePortIsClosed() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertEquals(
        "127.0.0.1:" + port + " refuses connections; is SSH enabled on the router?",
        failure("127.0.0.1", port, LONG));
  }

  @Test
  void namesTheTimeThatASilentMachineHad() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = silent.getLocalPort();
      assertEquals(
          "no answer from 127.0.0.1:" + port + " within 200 ms; check host, port, network",
          failure("127.0.0.1", port, Duration.ofMillis(200)));
    }
  }

  @Test
  void namesAHostThatDoesNotExist() {
    assertEquals(
        "there is no host router.invalid, or no name service; check the name",
        failure("router.invalid", 22, LONG));
  }
}
