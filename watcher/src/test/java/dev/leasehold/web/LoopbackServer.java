package dev.leasehold.web;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;

/**
 * Creates the servers of tests. The JDK reads the limits of its servers once per process. Therefore
 * the limits of {@link WebServer} must be set before the first server of any test, or {@link
 * WebLimitsTest} would wait for ever.
 */
public final class LoopbackServer {
  private LoopbackServer() {}

  /** A server on a free port of loopback, not started. */
  public static HttpServer create() throws IOException {
    setLimits();
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** A server with TLS on a free port of loopback, not started. */
  public static HttpsServer createSecure(SSLContext context) throws IOException {
    setLimits();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static void setLimits() {
    try {
      MethodHandles.lookup().ensureInitialized(WebServer.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
