package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, built and run by the podman that is installed. */
class ImageIT {
  private static final String IMAGE = "localhost/leasehold-fn:it";
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Path INPUT = Programs.ROOT.resolve("testdata/fn/render/input.yaml");
  private static final Path EXPECTED = Programs.ROOT.resolve("testdata/fn/render/output.yaml");

  /** Mounts and limits as podman needs them, where its own defaults are refused. */
  private static final String PREPARED = Programs.ROOT.resolve(".build/in-cgroup2").toString();

  @TempDir private static Path folder;

  @BeforeAll
  static void buildTheImage() throws Exception {
    assumeTrue(
        Programs.find("podman").isPresent(), "podman is not installed, so no image is built");
    assumeTrue(
        Programs.run(Programs.ROOT, Map.of(), NOTHING, "id", "-u").output().equals("0\n"),
        "not root: podman's limits and mounts are not tried as another user");
    Programs.builtRuntime();
    Programs.run(Programs.ROOT, Map.of(), NOTHING, ".build/image", IMAGE).requireSuccess();
    Programs.Outcome tried = podman(NOTHING, "--help");
    assumeTrue(tried.exitCode() == 0, "podman runs no container here: " + tried.errors());
  }

  @Test
  void answersAsNobodyWithoutANetworkOnAReadOnlyRoot() throws Exception {
    Programs.Outcome outcome = podman(INPUT);
    assertEquals(Files.readString(EXPECTED), outcome.output());
    assertEquals("", outcome.errors());
    outcome.requireSuccess();
  }

  @Test
  void isOfLessThan80MegabytesAndNotOfRoot() throws Exception {
    String[] facts =
        Programs.run(
                folder,
                Map.of(),
                NOTHING,
                "podman",
                "image",
                "inspect",
                "--format",
                "{{.Size}} {{.User}}",
                IMAGE)
            .output()
            .strip()
            .split(" ");
    assertTrue(Long.parseLong(facts[0]) < 80_000_000, facts[0] + " bytes");
    assertEquals("nobody", facts[1]);
  }

  @Test
  void kptRendersWithIt() throws Exception {
    assumeTrue(Programs.find("kpt").isPresent(), "kpt is not installed");
    Path network = copyOfThePackage("rendered");
    Path lease = Files.createDirectories(network.resolve("leases")).resolve("home-ipv6.yaml");
    Files.writeString(
        lease,
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PrefixLease
        metadata:
          name: home-ipv6
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          source: router-advertisement
          prefixes:
            - prefix: "2001:db8:5678::/60"
              state: "Current"
              since: "2026-11-21T10:00:00Z"
        """);
    Path kptfile = network.resolve("Kptfile");
    Files.writeString(
        kptfile, Files.readString(kptfile).replaceFirst("exec: leasehold-fn", "image: " + IMAGE));
    Programs.Outcome outcome =
        Programs.run(
            folder,
            Map.of("KPT_FN_RUNTIME", "podman"),
            NOTHING,
            PREPARED,
            "kpt",
            "fn",
            "render",
            network.toString());
    outcome.requireSuccess();
    assertTrue(
        Files.readString(network.resolve("manifests/load-balancers-v6.yaml"))
            .contains("2001:db8:5678::1000/120"),
        outcome.errors());
  }

  /** kubectl's kustomize runs containers, by a program that must be called docker. */
  @Test
  void kustomizeRunsItAsAContainerFunction() throws Exception {
    assumeTrue(Programs.find("kubectl").isPresent(), "kubectl is not installed");
    Path sample = Files.createDirectories(folder.resolve("kustomize"));
    KustomizeSample.write(sample);
    Files.writeString(
        sample.resolve("kustomization.yaml"),
        KustomizeSample.RESOURCES + "transformers: [function.yaml]\n");
    Files.writeString(
        sample.resolve("function.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: leasehold
          annotations:
            config.kubernetes.io/function: |
              container: {image: %s}
        data: {}
        """
            .formatted(IMAGE));
    Path bin = folder.resolve("bin");
    Programs.script(bin.resolve("docker"), "exec podman \"$@\"");
    Programs.Outcome outcome =
        Programs.run(
            folder,
            Programs.pathBeginsWith(bin),
            NOTHING,
            PREPARED,
            "kubectl",
            "kustomize",
            "--enable-alpha-plugins",
            sample.toString());
    outcome.requireSuccess();
    assertEquals(KustomizeSample.BUILT, outcome.output());
  }

  /** As kpt runs it, and with a root that cannot be written to. */
  private static Programs.Outcome podman(Path input, String... arguments) throws Exception {
    String[] command = {
      PREPARED,
      "podman",
      "run",
      "--rm",
      "-i",
      "--network",
      "none",
      "--user",
      "nobody",
      "--read-only",
      "--security-opt=no-new-privileges",
      "--pull",
      "missing",
      IMAGE
    };
    String[] all = Arrays.copyOf(command, command.length + arguments.length);
    System.arraycopy(arguments, 0, all, command.length, arguments.length);
    return Programs.run(folder, Map.of(), input, all);
  }

  private static Path copyOfThePackage(String name) throws Exception {
    Path copy = folder.resolve(name);
    Programs.run(
            folder,
            Map.of(),
            NOTHING,
            "cp",
            "-r",
            Programs.ROOT.resolve("templates/starter").toString(),
            copy.toString())
        .requireSuccess();
    return copy;
  }
}
