package dev.leasehold.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@link CrdFacts} says what the CRDs in {@code testdata/crds} say. {@code UPDATE_GOLDEN=1} makes
 * it of them again.
 */
class CrdFactsTest {
  private static final Path CRDS = Path.of("../testdata/crds");
  private static final Path CILIUM = CRDS.resolve("cilium.io");
  private static final Path SOURCE = Path.of("src/main/java/dev/leasehold/crd/CrdFacts.java");

  /** Whose fields are looked at: what Leasehold writes addresses into, or makes. */
  private static final List<String> KINDS =
      List.of(
          "CiliumBGPAdvertisement",
          "CiliumBGPClusterConfig",
          "CiliumBGPNodeConfigOverride",
          "CiliumBGPPeerConfig",
          "CiliumCIDRGroup",
          "CiliumL2AnnouncementPolicy",
          "CiliumLoadBalancerIPPool",
          "GlobalNetworkSet",
          "IPAddressPool",
          "IPPool",
          "IPRule");

  @Test
  void sayWhatTheCrdsSay() throws IOException {
    String source = Files.readString(SOURCE);
    String made = with(with(source, "FIELDS", fields()), "SERVED", served());
    if (System.getenv("UPDATE_GOLDEN") != null) {
      Files.writeString(SOURCE, made);
    }
    assertEquals(made, Files.readString(SOURCE), "UPDATE_GOLDEN=1 writes it");
  }

  /** The source with these lines in the text block of that constant. */
  private static String with(String source, String constant, List<String> lines) {
    String opening = " " + constant + " =\n      \"\"\"\n";
    int from = source.indexOf(opening) + opening.length();
    int to = source.indexOf("      \"\"\";", from);
    assertTrue(from >= opening.length() && to >= from, constant);
    String block = lines.stream().map(line -> "      " + line + "\n").collect(Collectors.joining());
    return source.substring(0, from) + block + source.substring(to);
  }

  /** {@code KIND PATH: FIELD ...}, of all versions of all releases. */
  private static List<String> fields() throws IOException {
    Map<String, Set<String>> fields = new TreeMap<>();
    for (Path file : yaml(CRDS)) {
      Field spec = spec(file);
      String kind = spec.get("names").get("kind").text();
      if (KINDS.contains(kind)) {
        for (Field version : spec.get("versions").items()) {
          Field schema = version.get("schema").get("openAPIV3Schema");
          collect(fields, kind + " spec", schema.get("properties").get("spec"));
        }
      }
    }
    return fields.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + String.join(" ", entry.getValue()))
        .toList();
  }

  private static void collect(Map<String, Set<String>> fields, String where, Field schema) {
    schema.find("items").ifPresent(items -> collect(fields, where + "[]", items));
    if (schema.find("properties").isPresent()) {
      Field properties = schema.get("properties");
      for (String name : properties.keys()) {
        fields.computeIfAbsent(where, w -> new TreeSet<>()).add(name);
        collect(fields, where + "." + name, properties.get(name));
      }
    }
  }

  /** {@code KIND VERSION FIRST LAST}, the minor releases of Cilium that serve it. */
  private static List<String> served() throws IOException {
    Map<String, TreeSet<Integer>> served = new TreeMap<>();
    for (Path file : yaml(CILIUM)) {
      int minor = Integer.parseInt(CILIUM.relativize(file).getName(0).toString().substring(3));
      Field spec = spec(file);
      for (Field version : spec.get("versions").items()) {
        if (version.get("served").bool()) {
          String name = spec.get("names").get("kind").text() + " " + version.get("name").text();
          served.computeIfAbsent(name, n -> new TreeSet<>()).add(minor);
        }
      }
    }
    served.forEach((name, minors) ->
        assertEquals(
            minors.last() - minors.first() + 1, minors.size(), name + " has a gap: " + minors));
    return served.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().first() + " " + e.getValue().last())
        .toList();
  }

  private static Field spec(Path file) throws IOException {
    return Document.inFile(file.toString(), 1, Files.readString(file)).root().get("spec");
  }

  private static List<Path> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
