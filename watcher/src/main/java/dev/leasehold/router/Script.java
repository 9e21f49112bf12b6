package dev.leasehold.router;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The scripts that run on routers: POSIX sh, sent over standard input, so that nothing has to be
 * installed. Each is a resource beside this class.
 */
enum Script {
  ALLOCATE("common udhcpc allocate", "WAN_PARENT WAN_IF WAN_MAC WAN_ADDRESS LEASE_WAIT"),
  LIST("common list", ""),
  RELEASE("common release", "WAN_IF WAN_MAC GIVE_BACK"),
  COMMAND("command", "COMMAND COMMAND_WAIT WAN_PARENT WAN_IF WAN_MAC"),
  OBSERVE("common observe", "WAN_PARENT"),
  PROBE("common udhcpc probe", ""),
  ROUTE("common route", "ADDRESSES"),
  PERSIST("common persist", "BOOT"),
  PREFIX("common prefix", "NETWORK");

  /** The command that every script is the standard input of; no value is ever a part of it. */
  static final String SHELL = "sh -s";

  private final String parts;
  private final String variables;

  /**
   * @param parts the names of the resources, with blanks in between
   * @param variables the names of the variables that the script reads, likewise
   */
  Script(String parts, String variables) {
    this.parts = parts;
    this.variables = variables;
  }

  /** The names of the variables that the script reads. */
  Set<String> variables() {
    return variables.isEmpty() ? Set.of() : Set.of(variables.split(" "));
  }

  /**
   * The text for the standard input of {@link #SHELL}. The body is one function: a shell runs none
   * of it until it has read all of it, and no command in it reads the rest as its own input.
   *
   * @param values a value for each of {@link #variables}
   */
  String with(Map<String, String> values) {
    if (!values.keySet().equals(variables())) {
      throw new IllegalArgumentException(
          this + " needs " + variables() + ", not " + values.keySet());
    }
    Map<String, String> all = new TreeMap<>(values);
    if (this == ALLOCATE) {
      all.put("HOOK", resource("hook"));
    }
    return ShellText.assignments(all) + "leasehold() {\n" + body() + "}\nleasehold </dev/null\n";
  }

  /** The script without the values. */
  String body() {
    StringBuilder body = new StringBuilder();
    for (String part : parts.split(" ")) {
      body.append(resource(part));
    }
    return body.toString();
  }

  static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".sh")) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + name + ".sh");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
