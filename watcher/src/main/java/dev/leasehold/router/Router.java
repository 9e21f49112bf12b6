package dev.leasehold.router;

import dev.leasehold.ssh.SshKeys;
import dev.leasehold.ssh.SshServer;
import java.util.HashSet;
import java.util.List;

/**
 * A router as the watcher's own configuration has it. A document never says where to log in, or
 * with which key.
 *
 * @param commands the command lines that a claim or prefix may name, word for word
 * @param maxConcurrent how many commands run on it at once, 1 to {@value #MOST_CONCURRENT}
 * @param legacy whether algorithms with SHA-1 are proposed too
 * @param persist whether a boot script on it holds the addresses again after a reboot
 */
public record Router(
    String name,
    SshServer server,
    SshKeys keys,
    List<String> commands,
    int maxConcurrent,
    boolean legacy,
    Persist persist) {
  /** OpenSSH refuses more on one connection (MaxSessions). */
  public static final int MOST_CONCURRENT = 10;

  public static final int DEFAULT_CONCURRENT = 2;

  /** What stays on a router over a reboot. */
  public enum Persist {
    /** A boot script. */
    BOOT("Boot"),
    /** Nothing; an existing boot script is removed. */
    OFF("Off");

    private final String spelling;

    Persist(String spelling) {
      this.spelling = spelling;
    }

    /** The value in the configuration. */
    public String spelling() {
      return spelling;
    }
  }

  /**
   * @throws IllegalArgumentException if a field is invalid; the message begins with the name of the
   *     field
   */
  public Router {
    commands = List.copyOf(commands);
    for (String command : commands) {
      if (command.isBlank() || command.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "commands: a command is empty, or has a line break or another control character");
      }
    }
    if (new HashSet<>(commands).size() < commands.size()) {
      throw new IllegalArgumentException("commands: has a command twice");
    }
    if (maxConcurrent < 1 || maxConcurrent > MOST_CONCURRENT) {
      throw new IllegalArgumentException(
          "maxConcurrent: " + maxConcurrent + " is not within 1 and " + MOST_CONCURRENT);
    }
  }

  /** The entry of the configuration, for messages. */
  String entry() {
    return "routers." + name + ".ssh";
  }
}
