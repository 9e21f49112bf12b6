package dev.leasehold.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes connections to a port of the loopback in a network namespace on to the same port here. */
public final class Forwarder implements AutoCloseable {
  private final ServerSocket server;

  private Forwarder(ServerSocket server) {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  /** Listens on a port in the namespace. */
  public static Forwarder into(String namespace, int port) throws Exception {
    return new Forwarder(
        Namespace.inside(
            namespace, () -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress())));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Thread.ofVirtual().start(() -> copy(from, to));
        Thread.ofVirtual().start(() -> copy(to, from));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One end closed the connection; now both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
