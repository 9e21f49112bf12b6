package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The function as an exec function of a standalone kustomize, and kubectl's that has none. */
class KustomizeIT {
  private static final String CONFIGURATION =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: leasehold
        annotations:
          config.kubernetes.io/function: |
            exec: {path: ./leasehold-fn}
      data: {}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeTheFolder() throws Exception {
    KustomizeSample.write(folder);
    Path function = Programs.builtRuntime().resolve("bin/leasehold-fn");
    Programs.script(folder.resolve("leasehold-fn"), "exec '" + function + "' \"$@\"");
    write("function.yaml", CONFIGURATION);
  }

  @Test
  void transformsWhatABindingNames() throws Exception {
    write("kustomization.yaml", KustomizeSample.RESOURCES + "transformers: [function.yaml]\n");
    Programs.Outcome outcome = kustomize();
    outcome.requireSuccess();
    assertEquals(KustomizeSample.BUILT, outcome.output());
  }

  @Test
  void makesATargetThatIsMissing() throws Exception {
    write("pool.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n");
    write("kustomization.yaml", KustomizeSample.RESOURCES + "transformers: [function.yaml]\n");
    Programs.Outcome outcome = kustomize();
    outcome.requireSuccess();
    assertTrue(outcome.output().contains("kind: CiliumLoadBalancerIPPool"), outcome.output());
    assertTrue(outcome.output().contains("- cidr: 2001:db8:2::1000/120"), outcome.output());
  }

  @Test
  void anErrorEndsTheBuildAndSaysWhere() throws Exception {
    write(
        "intent.yaml", Files.readString(folder.resolve("intent.yaml")).replace("offset", "ofset"));
    write("kustomization.yaml", KustomizeSample.RESOURCES + "transformers: [function.yaml]\n");
    Programs.Outcome outcome = kustomize();
    assertEquals(1, outcome.exitCode());
    assertEquals("", outcome.output());
    assertTrue(outcome.errors().contains("spec.subnets[0].ofset: unknown field"), outcome.errors());
  }

  /** A generator is sent its configuration and no items: a RenderConfig says what to make. */
  @Test
  void generatesTheComponentsOfARenderConfig() throws Exception {
    write(
        "components.yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: RenderConfig
        metadata:
          name: components
          annotations:
            config.kubernetes.io/function: |
              exec: {path: ./leasehold-fn}
        spec:
          components: [l2]
          setters: {l2-interface-1: eth7}
        """);
    write("kustomization.yaml", "generators: [components.yaml]\n" + KustomizeSample.RESOURCES);
    Programs.Outcome outcome = kustomize();
    outcome.requireSuccess();
    assertTrue(outcome.output().contains("cidr: 2001:db8:1::1000/120"), outcome.output());
    assertTrue(outcome.output().contains("kind: CiliumL2AnnouncementPolicy"), outcome.output());
    assertTrue(outcome.output().contains("- ^eth7$\n"), outcome.output());
    assertEquals("", outcome.errors());
  }

  /** If this fails, kubectl has learnt it: the documentation says that it skips silently. */
  @Test
  void kubectlKustomizeIgnoresTheFunctionSilently() throws Exception {
    assumeTrue(Programs.find("kubectl").isPresent(), "kubectl is not installed");
    write("kustomization.yaml", KustomizeSample.RESOURCES + "transformers: [function.yaml]\n");
    Programs.Outcome outcome =
        run("kubectl", "kustomize", "--enable-alpha-plugins", folder.toString());
    outcome.requireSuccess();
    assertTrue(outcome.output().contains("cidr: 2001:db8:1::1000/120"), outcome.output());
    assertEquals("", outcome.errors());
  }

  private Programs.Outcome kustomize() throws Exception {
    Optional<Path> kustomize = Programs.find("kustomize");
    assumeTrue(
        kustomize.isPresent(),
        "there is no kustomize on the PATH or in target/tools, so the function is not tried in it");
    return run(kustomize.get().toString(), "build", "--enable-alpha-plugins", "--enable-exec", ".");
  }

  private Programs.Outcome run(String... command) throws Exception {
    return Programs.run(folder, Map.of(), Path.of("/dev/null"), command);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }
}
