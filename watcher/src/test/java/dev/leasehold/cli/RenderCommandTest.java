package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold render DIR}. */
final class RenderCommandTest {
  private static final String POOL = "manifests/load-balancers-v6.yaml";
  private static final String GROUP = "manifests/ciliumcidrgroup-own-prefix.yaml";

  @TempDir private Path folder;

  @BeforeEach
  void prepare() {
    Cli.examplePackage(folder);
    Cli.write(
        folder.resolve("leases/home-ipv6.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PrefixLease
        metadata:
          name: home-ipv6
        spec:
          source: router-advertisement
          prefixes:
            - {prefix: "2003:a:b:c00::/56", state: Current, since: "2026-11-21T10:00:00Z"}
        """);
  }

  @Test
  void rendersInPlaceAndReportsTheFiles() {
    Cli run = Cli.run("render", folder.toString());
    assertEquals(
        new Cli(
            0,
            "made " + GROUP + "\nrendered manifests/kustomization.yaml\nrendered " + POOL + "\n",
            ""),
        run);
    assertTrue(Cli.tree(folder).getOrDefault(POOL, "").contains("2003:a:b:c00::1000/120"));
  }

  @Test
  void aSecondRunChangesNothingAndReportsItWithExitCode() {
    assertEquals(0, Cli.run("render", "--exit-code", folder.toString()).code());
    Map<String, String> once = Cli.tree(folder);
    assertEquals(new Cli(0, "", ""), Cli.run("render", folder.toString()));
    assertEquals(new Cli(3, "", ""), Cli.run("render", "--exit-code", folder.toString()));
    assertEquals(once, Cli.tree(folder));
  }

  @Test
  void reportsAPackageWithoutManifests() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Cli run = Cli.run("render", empty.toString());
    assertEquals(new Cli(0, "", ""), new Cli(run.code(), run.out(), ""));
    assertTrue(run.err().startsWith("info: no manifests in " + empty), run.err());
  }

  @Test
  void removesNothingIfALinkMayHaveTheBinding() throws IOException {
    assertEquals(0, Cli.run("render", folder.toString()).code());
    Path intent = folder.resolve("intent/bindings.yaml");
    Path elsewhere = folder.resolve("intent/bindings.txt");
    Files.move(intent, elsewhere);
    Files.createSymbolicLink(intent, elsewhere);
    Cli run = Cli.run("render", folder.toString());
    assertEquals(new Cli(0, "", ""), new Cli(run.code(), run.out(), ""));
    assertTrue(Cli.tree(folder).getOrDefault(POOL, "").contains("2003:a:b:c00::1000/120"));
  }

  @Test
  void namesUnreadFilesWithSetterComments() throws IOException {
    Cli.run("render", folder.toString());
    String text = "v: old # kpt-set: ${home-ipv6}\n";
    Files.write(folder.resolve("utf16.yaml"), text.getBytes(StandardCharsets.UTF_16));
    Files.write(folder.resolve("no-mark.yaml"), text.getBytes(StandardCharsets.UTF_16LE));
    Files.writeString(folder.resolve("large.yaml"), "# 64 bytes\n".repeat(500_000) + text);
    Files.writeString(folder.resolve("large-without.yaml"), "# no setter\n".repeat(500_000));
    Files.writeString(folder.resolve("x.yaml.j2"), "{{ x }}: 1\n");
    String has = ".yaml: has setter comments but is not read: ";
    assertEquals(
        new Cli(
            0,
            "",
            "warning: large"
                + has
                + "it is larger than 4 MiB; split it\nwarning: no-mark"
                + has
                + "it is not UTF-8; save it as UTF-8\nwarning: utf16"
                + has
                + "it is not UTF-8; save it as UTF-8\n"),
        Cli.run("render", folder.toString()));
  }

  @Test
  void createsNoObjectThatATemplateGenerates() {
    Cli.write(
        folder.resolve("own.yaml.j2"),
        "{% if x %}\nkind: CiliumCIDRGroup\nmetadata: {name: own-prefix}\n{% endif %}\n");
    Cli run = Cli.run("render", folder.toString());
    assertEquals(new Cli(0, "rendered " + POOL + "\n", ""), new Cli(run.code(), run.out(), ""));
    assertTrue(
        run.err().contains("is not made: own.yaml.j2, a template, seems to make it"), run.err());
  }

  @Test
  void changesNoFileAfterAnError() {
    Cli.write(folder.resolve("intent/more.yaml"), "apiVersion: leasehold.dev/v1alpha1\nkind: [\n");
    Map<String, String> before = Cli.tree(folder);
    Cli run = Cli.run("render", folder.toString());
    assertEquals(1, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("error: intent/more.yaml:"), run.err());
    assertEquals(before, Cli.tree(folder));
  }

  @Test
  void keepsPermissionsAndLeavesNoOtherFile() throws IOException {
    Path pool = folder.resolve(POOL);
    Files.setPosixFilePermissions(pool, PosixFilePermissions.fromString("rwxr-x---"));
    int before = Cli.tree(folder).size();
    Cli.run("render", folder.toString());
    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(pool)));
    assertEquals(before + 1, Cli.tree(folder).size());
  }

  @Test
  void leavesNoTemporaryFileAfterAFailedWrite() throws IOException {
    Files.createDirectories(folder.resolve(GROUP).resolve("in-the-way"));
    Map<String, String> before = Cli.tree(folder);
    Cli run = Cli.run("render", folder.toString());
    assertEquals(1, run.code());
    assertTrue(run.err().startsWith("leasehold: "), run.err());
    assertEquals(before, Cli.tree(folder));
  }

  @Test
  void doesNotFollowLinks() throws IOException {
    Path outside = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-outside"));
    Path target = outside.resolve("pool.yaml");
    Files.move(folder.resolve(POOL), target);
    String before = Files.readString(target);
    Files.createSymbolicLink(folder.resolve(POOL), target);
    Files.createSymbolicLink(folder.resolve("more"), outside);
    assertEquals(0, Cli.run("render", folder.toString()).code());
    assertEquals(before, Files.readString(target));
    assertTrue(Files.isSymbolicLink(folder.resolve(POOL)));
    Files.delete(folder.resolve(POOL));
    Files.delete(folder.resolve("more"));
    Files.delete(target);
    Files.delete(outside);
  }

  @Test
  void rejectsAFile() {
    Cli run = Cli.run("render", folder.resolve("nowhere").toString());
    assertEquals(1, run.code());
    assertEquals(
        "leasehold: " + folder + "/nowhere is not a folder; give the folder of a package\n",
        run.err());
  }

  @Test
  void saysWhereSettersAreSet() {
    Cli run = Cli.run("render", ".", "--", "bgp-peer-asn=65010");
    assertEquals(2, run.code());
    assertTrue(
        run.err()
            .startsWith(
                "leasehold: unexpected argument 'bgp-peer-asn=65010' for leasehold render; set it"
                    + " in setters.yaml, or use kpt fn eval DIR --exec leasehold-fn --"
                    + " 'bgp-peer-asn=65010'\n"),
        run.err());
  }
}
