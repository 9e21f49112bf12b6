package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** A package under check, in a line a test: its content and its findings. */
final class Checked {
  private final SequencedMap<String, String> files = new TreeMap<>();
  private CiliumVersion version = CiliumVersion.NEWEST;
  private String ours = "";

  /** One file, {@code a.yaml}, that is ours. */
  static Checked ours(String text) {
    return new Checked().with("a.yaml", text);
  }

  /** An object of ours of that kind, with that spec as the lines below it. */
  static Checked spec(String apiVersion, String kind, String spec) {
    return ours(object(apiVersion, kind, "it", spec));
  }

  static String object(String apiVersion, String kind, String name, String spec) {
    return "apiVersion: %s\nkind: %s\nmetadata:\n  name: %s\nspec:\n%s"
        .formatted(apiVersion, kind, name, spec.indent(2));
  }

  Checked with(String file, String text) {
    files.put(file, text);
    return this;
  }

  /** Only files whose path begins so are ours. */
  Checked oursIn(String prefix) {
    ours = prefix;
    return this;
  }

  Checked somebodyElses() {
    return oursIn("nothing");
  }

  Checked cilium(int minor) {
    version = new CiliumVersion(minor);
    return this;
  }

  List<Finding> findings() {
    List<Document> documents = KrmPackage.of(files).documents();
    return Checks.of(documents, document -> document.file().startsWith(ours), version);
  }

  /** {@code SEVERITY field: message} of each finding. */
  List<String> reported() {
    return findings().stream()
        .map(f -> f.severity() + " " + f.place().field() + ": " + f.message())
        .toList();
  }

  void reportsNothing() {
    assertEquals(List.of(), reported());
  }

  /** Exactly these. */
  void reports(String... expected) {
    assertEquals(String.join("\n", expected), String.join("\n", reported()));
  }
}
