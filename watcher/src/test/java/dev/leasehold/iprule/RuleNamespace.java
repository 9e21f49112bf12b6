package dev.leasehold.iprule;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.cli.Namespace;
import dev.leasehold.netlink.RuleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network namespace with rules of its own; skips the test where there can be none. */
public final class RuleNamespace implements AutoCloseable {
  private static final List<String> FROM_THE_START =
      List.of(
          "0: from all lookup local",
          "32766: from all lookup main",
          "32767: from all lookup default");

  private final String name;

  private RuleNamespace(String name) {
    this.name = name;
  }

  public static RuleNamespace make(String word) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for a namespace");
    String name = "leasehold-" + word + "-" + ProcessHandle.current().pid();
    String _ = Namespace.run(List.of("ip", "netns", "add", name), "");
    return new RuleNamespace(name);
  }

  String name() {
    return name;
  }

  /** The rules there, for any thread. */
  public RuleTable open(int protocol) {
    try {
      return Namespace.inside(name, () -> RuleTable.open(protocol));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@code ip} there. */
  String ip(String words) throws Exception {
    return Namespace.ip(name, words);
  }

  /** The rules of both families as {@code ip rule} shows them, without those that always exist. */
  public List<String> rules() throws Exception {
    List<String> rules = new ArrayList<>();
    for (String family : List.of("-4", "-6")) {
      ip(family + " rule show")
          .lines()
          .map(line -> line.strip().replaceAll("\\s+", " ").replace(" proto boot", ""))
          .filter(line -> !FROM_THE_START.contains(line))
          .forEach(rules::add);
    }
    return rules;
  }

  @Override
  public void close() throws IOException {
    try {
      Namespace.remove(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a namespace is removed", e);
    }
  }
}
