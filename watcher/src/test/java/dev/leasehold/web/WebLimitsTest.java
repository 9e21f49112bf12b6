package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.http.ServerLimits;
import dev.leasehold.watch.WatchStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections of untrusted clients. A socket that the server closes ends a read, so the test does
 * not wait long.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class WebLimitsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:30:00Z");

  private final List<Socket> sockets = new ArrayList<>();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    WatchStatus.Target target =
        new WatchStatus.Target(
            Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty(), Map.of());
    WatchStatus watch = new WatchStatus("home", NOW, NOW, false, target, List.of());
    server =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> new Reading(NOW, "cluster", watch, Map.of(), Optional.empty()));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void closesAConnectionAboveTheLimitAndServesAgainAfterwards() throws IOException {
    for (int i = 0; i < ServerLimits.CONNECTIONS; i++) {
      connect();
    }
    assertTrue(isClosed(connect()));
    // Idle connections are closed in turn and make room.
    for (Socket idle : List.copyOf(sockets)) {
      assertTrue(isClosed(idle));
    }
    assertEquals("HTTP/1.1 200 OK", answer("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  @Test
  void closesARequestThatDoesNotEnd() throws IOException {
    Socket slow = connect();
    slow.getOutputStream().write("GET /status HTTP/1.1\r\nHost: x\r\nX-a: ".getBytes(US_ASCII));
    assertTrue(isClosed(slow));
  }

  @Test
  void refusesHeadersAboveTheLimit() throws IOException {
    String half = "a".repeat(ServerLimits.HEADER_BYTES / 2);
    String start = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-a: " + half;
    assertEquals("HTTP/1.1 200 OK", answer(start + "\r\n\r\n"));
    Socket large = connect();
    large.getOutputStream().write((start + half).getBytes(US_ASCII)); // without an end
    assertTrue(isRefused(large));
  }

  /** The connection ends with an answer, or with a reset because unread bytes remained. */
  private static boolean isRefused(Socket socket) throws IOException {
    try {
      return firstLine(socket).equals("HTTP/1.1 400 Bad Request");
    } catch (SocketException e) {
      return true;
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(server.address());
    sockets.add(socket);
    return socket;
  }

  /** Waits until the server closes the connection. */
  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException e) {
      return true; // reset, as it had sent something that was not read
    }
  }

  private String answer(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return firstLine(socket);
    }
  }

  private static String firstLine(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
  }
}
