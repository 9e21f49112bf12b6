package dev.leasehold.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes connections on to a port of the loopback here. It can be a bad line: answers are late, or
 * connections end.
 */
public final class Forwarder implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean isHeld;

  private Forwarder(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  /** Listens on the same port of the loopback in a namespace. */
  public static Forwarder into(String namespace, int port) throws Exception {
    return new Forwarder(
        Namespace.inside(
            namespace, () -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress())),
        port);
  }

  /** Listens on a free port of the loopback. */
  public static Forwarder to(int port) throws IOException {
    return new Forwarder(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Keeps what the server answers from now on until {@link #release}. Requests pass. */
  public synchronized void hold() {
    isHeld = true;
  }

  /** Passes the answers on. */
  public synchronized void release() {
    isHeld = false;
    notifyAll();
  }

  /** Ends all connections. */
  public void cut() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        pass(server.accept());
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void pass(Socket from) throws IOException {
    Socket to;
    try {
      to = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      from.close(); // the server is down
      return;
    }
    open.add(from);
    open.add(to);
    Thread.ofVirtual().start(() -> copy(from, to, false));
    Thread.ofVirtual().start(() -> copy(to, from, true));
  }

  private void copy(Socket from, Socket to, boolean isAnswer) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] part = new byte[8192];
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        if (isAnswer) {
          awaitRelease();
        }
        out.write(part, 0, length);
      }
    } catch (IOException e) {
      // One end closed the connection; now both are closed.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private synchronized void awaitRelease() throws IOException {
    try {
      while (isHeld) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    release();
  }
}
