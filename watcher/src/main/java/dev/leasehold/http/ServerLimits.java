package dev.leasehold.http;

import java.time.Duration;
import java.util.Map;

/**
 * The limits of this process's HTTP server: clients must not exhaust its memory or file
 * descriptors.
 */
public final class ServerLimits {
  /** The most connections at a time; one more is closed at once. */
  public static final int CONNECTIONS = 64;

  /** The time limit for a request to arrive and for its answer to be read. */
  public static final Duration REQUEST_TIME = Duration.ofSeconds(5);

  /** The largest size of all headers of a request. */
  public static final int HEADER_BYTES = 16 << 10;

  private ServerLimits() {}

  /**
   * Sets the limits. The JDK's server reads them only from system properties, once, when its first
   * class is used.
   */
  public static void apply() {
    String seconds = Long.toString(REQUEST_TIME.toSeconds());
    Map<String, String> limits =
        Map.of(
            "jdk.httpserver.maxConnections",
            Integer.toString(CONNECTIONS),
            "sun.net.httpserver.maxReqTime",
            seconds,
            "sun.net.httpserver.maxRspTime",
            seconds,
            "sun.net.httpserver.idleInterval",
            seconds,
            "sun.net.httpserver.clockTick",
            "1000",
            "sun.net.httpserver.maxIdleConnections",
            "16",
            "sun.net.httpserver.maxReqHeaders",
            "64",
            "sun.net.httpserver.maxReqHeaderSize",
            Integer.toString(HEADER_BYTES));
    limits.forEach(System::setProperty);
  }
}
