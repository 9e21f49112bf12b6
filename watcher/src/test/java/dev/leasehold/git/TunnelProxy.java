package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that knows only CONNECT. */
final class TunnelProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> destinations = new CopyOnWriteArrayList<>();
  private volatile boolean refuses;

  TunnelProxy() throws IOException {
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The hosts and ports that were asked for. */
  List<String> destinations() {
    return List.copyOf(destinations);
  }

  void refuse() {
    refuses = true;
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      StringBuilder head = new StringBuilder();
      InputStream in = client.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      String destination = head.toString().split(" ", 3)[1];
      destinations.add(destination);
      String status = refuses ? "403 Forbidden" : "200 OK";
      client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(ISO_8859_1));
      if (refuses) {
        return;
      }
      int colon = destination.lastIndexOf(':');
      int port = Integer.parseInt(destination.substring(colon + 1));
      try (Socket server = new Socket(destination.substring(0, colon), port)) {
        Thread back = Thread.ofVirtual().start(() -> copy(server, client));
        copy(client, server);
        back.join();
      }
    } catch (IOException e) {
      // one of them closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try (OutputStream out = to.getOutputStream()) {
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // one of them closed
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
