package dev.leasehold.ssh;

import java.time.Duration;

/**
 * The time limits of a connection.
 *
 * @param connect the limit for the TCP connection
 * @param login the limit for the key exchange and the authentication
 * @param start the limit for the start of a command
 * @param keepalive the interval of the questions whether the peer lives; three without an answer
 *     end the connection
 */
public record SshDeadlines(Duration connect, Duration login, Duration start, Duration keepalive) {
  public static final SshDeadlines DEFAULT =
      new SshDeadlines(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  public SshDeadlines {
    for (Duration each : new Duration[] {connect, login, start, keepalive}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a deadline of " + each + " is not positive");
      }
    }
  }
}
