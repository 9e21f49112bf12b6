package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.krm.ResourceList;
import dev.leasehold.krm.WordSearch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plain setters of the package and of the templates work with kpt's own function too. It is
 * looked for as {@code apply-setters} on the PATH, or where {@code APPLY_SETTERS} says.
 */
class ApplySettersIT {
  private static final List<Path> FOLDERS =
      List.of(Path.of("../kpt-package/manifests"), Path.of("../templates"));

  /** It has a DynamicPrefix of the same name as the component's. */
  private static final Path STARTER = Path.of("../templates/starter");

  /** A name and another value than the one that stands there, for every setter of them. */
  private static final String[] SETTERS = {
    "pool-name: from-setter",
    "target-name: from-setter-too",
    "cluster-name: another-cluster",
    "bgp-local-asn: '64513'",
    "bgp-peer-asn: '65010'",
    "node-gateway-ip: 10.80.0.254",
    "node-name: node-9",
    "node-router-id: 10.80.0.19",
    "gateway-namespace: edge",
    "gateway-class: another",
    "metallb-namespace: metallb",
    "ip-rule-table: '200'",
    "ip-rule-priority: '2000'",
    "lb-pool-cidr: 10.81.8.128/26",
    "vip-pool-cidr: 10.81.15.0/24",
    "l2-interface-1: eth1",
    "l2-interface-2: eth2",
    "l2-node-label: leasehold.dev/edge",
    "cluster-id: '7'",
    "lb-pool-network: 10.81.8",
    "vip-pool-network: 10.81.15",
    "lb-pool-min: '140'",
    "vip-pool-max: '99'",
    "wan-interface: ppp0",
    "policy-namespace: policies",
    "delegated-community: '65010:7'",
    "router-host: 192.168.88.1",
    "router-wan-interface: eth8",
    "public-namespace: dmz",
    "external-gateway-ip: 10.81.8.180",
    "internal-gateway-ip: 10.81.8.181",
    "domain: lab.example",
    "cert-issuer: staging",
    "dns-namespace: dns",
    "dns-ip: 10.81.8.182",
    "backend-app: api",
    "frontend-app: www",
    "backend-port: '9090'",
    "monitoring-namespace: metrics",
  };

  @TempDir private Path folder;

  @Test
  void setsWhatOurFunctionSets() throws Exception {
    Optional<Path> program = program();
    assumeTrue(
        program.isPresent(),
        "apply-setters is neither on the PATH nor named by APPLY_SETTERS, so it is not compared");
    String input = input();
    String theirs = run(program.orElseThrow(), input);
    String ours = Function.run(input.getBytes(StandardCharsets.UTF_8)).output().text();
    List<String> expected = items(ours);
    assertEquals(expected, items(theirs));
    for (String setter : SETTERS) {
      String value = setter.substring(setter.indexOf(": ") + 2).replace("'", "");
      assertTrue(expected.stream().anyMatch(item -> item.contains(value)), setter);
    }
  }

  /** Kind, name and the lines with setters of each item. */
  private static List<String> items(String list) {
    return ResourceList.parse(list.getBytes(StandardCharsets.UTF_8), WordSearch.NONE)
        .items()
        .stream()
        .map(document -> {
          document.root();
          return document.objectName()
              + "\n"
              + String.join(
                  "\n",
                  document
                      .text()
                      .lines()
                      .filter(l -> l.contains("kpt-set:"))
                      .map(String::strip)
                      .toList());
        })
        .toList();
  }

  private static String input() throws IOException {
    StringBuilder out =
        new StringBuilder(
            """
            apiVersion: config.kubernetes.io/v1
            kind: ResourceList
            functionConfig:
              apiVersion: v1
              kind: ConfigMap
              metadata:
                name: setters
              data:
            """);
    for (String setter : SETTERS) {
      out.append("    ").append(setter).append('\n');
    }
    out.append("items:\n");
    for (Path folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String text = Files.readString(file);
          if (text.contains("kpt-set:") && !file.startsWith(STARTER)) {
            out.append("- ").append(text.strip().replace("\n", "\n  ")).append('\n');
          }
        }
      }
    }
    return out.toString();
  }

  private String run(Path program, String input) throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("in.yaml"), input);
    Path out = folder.resolve("out.yaml");
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(folder.resolve("err.txt")));
    return Files.readString(out);
  }

  static Optional<Path> program() {
    String named = System.getenv().getOrDefault("APPLY_SETTERS", "");
    Stream<Path> places =
        named.isEmpty()
            ? Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "apply-setters"))
            : Stream.of(Path.of(named));
    return places.filter(Files::isExecutable).findFirst();
  }
}
