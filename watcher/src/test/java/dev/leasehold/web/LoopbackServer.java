package dev.leasehold.web;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Creates the servers of tests. The JDK reads the limits of its servers once per process. Therefore
 * the limits of {@link WebServer} must be set before the first server of any test, or {@link
 * WebLimitsTest} would wait for ever.
 */
public final class LoopbackServer {
  private LoopbackServer() {}

  /** A server on a free port of loopback, not started. */
  public static HttpServer create() throws IOException {
    try {
      MethodHandles.lookup().ensureInitialized(WebServer.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }
}
