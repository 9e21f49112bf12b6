package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold plan}: what a renumbering would commit. */
final class PlanCommandTest {
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
    assertEquals(0, Cli.run("render", folder.toString()).code());
  }

  @Test
  void showsTheDiffAndWritesNothing() {
    Map<String, String> before = Cli.tree(folder);
    Cli run = plan("home-ipv6=2003:a:b:d00::/56");
    assertEquals(0, run.code(), run.err());
    Approvals.verify(run.out());
    assertEquals(
        "what would be committed if the prefix changed now, at 2026-11-22T10:00:00Z (--old drain)\n",
        run.err());
    assertEquals(before, Cli.tree(folder));
  }

  @Test
  void omitsTheOldPrefixIfItIsGone() {
    Cli run =
        Cli.run(
            "plan", "--prefix", "home-ipv6=2003:a:b:d00::/56", "--old", "gone", folder.toString());
    assertTrue(run.out().contains("-  - cidr: \"2003:a:b:c00::1000/120\""), run.out());
  }

  @Test
  void saysThatItDoesNotKnowTheServices() throws IOException {
    Path bindings = folder.resolve("intent/bindings.yaml");
    Files.writeString(
        bindings,
        Files.readString(bindings).replaceFirst("(?m)^spec:", "spec:\n  hostParts: Keep"));
    Cli run = plan("home-ipv6=2003:a:b:d00::/56");
    assertTrue(run.err().contains("hostParts: Keep): a plan does not know them"), run.err());
  }

  @Test
  void createsALeaseFileForAFirstLease() throws IOException {
    Files.delete(folder.resolve("leases/home-ipv6.yaml"));
    Cli run = plan("home-ipv6=2003:a:b:d00::/56");
    assertTrue(run.out().contains("\n--- /dev/null\n+++ b/leases/home-ipv6.yaml\n"), run.out());
  }

  @Test
  void showsTheCurrentPrefixWithoutADrain() {
    Cli run = plan("home-ipv6=2003:a:b:c00::/56");
    assertEquals(0, run.code(), run.err());
    assertTrue(!run.out().contains("Draining"), run.out());
  }

  @Test
  void rejectsAnUnacceptablePrefix() {
    fails(1, "home-ipv6 does not accept fd00::/56: it is unique local (RFC 4193)", "fd00::/56");
    fails(1, "its length is outside accept.prefixLength: /48 to /64", "2003:a::/40");
    fails(1, "home-ipv6 does not accept 192.0.2.0/24: it is outside", "192.0.2.0/24");
  }

  @Test
  void acceptsADocumentationPrefixInPlaceOfAProviders() {
    for (String prefix : List.of("2001:db8:99::/56", "3fff:1:2::/56")) {
      Cli run = plan("home-ipv6=" + prefix);
      assertEquals(0, run.code(), run.err());
      assertTrue(run.out().contains("{prefix: \"" + prefix + "\", state: Current"), run.out());
      assertTrue(
          run.err().startsWith(prefix + " is a documentation prefix, shown as an example; "),
          run.err());
    }
    fails(1, "its length is outside accept.prefixLength: /48 to /64", "2001:db8::/32");
    fails(1, "home-ipv6 does not accept 2001::/56: it is Teredo (RFC 4380)", "2001::/56");
  }

  @Test
  void rejectsADuplicateName() {
    Cli run =
        Cli.run(
            "plan",
            "--prefix",
            "home-ipv6=2003:a:b:d00::/56",
            "--prefix",
            "home-ipv6=2003:a:b:e00::/56",
            folder.toString());
    assertEquals(2, run.code());
    assertTrue(run.err().contains("--prefix: home-ipv6 is given twice"), run.err());
  }

  /** A bidirectional control character in a comment next to a change. */
  @Test
  void escapesControlCharactersOfThePackage() throws IOException {
    Path pool = folder.resolve("manifests/load-balancers-v6.yaml");
    Files.writeString(
        pool, Files.readString(pool).replace("  blocks:", "  # a \u202e b\n  blocks:"));
    Cli run = plan("home-ipv6=2003:a:b:d00::/56");
    assertTrue(run.out().contains("   # a \\u202e b\n"), run.out());
  }

  @Test
  void namesASubnetThatDoesNotFit() throws IOException {
    Path intent = folder.resolve("intent/home-ipv6.yaml");
    Files.writeString(
        intent,
        Files.readString(intent)
            .replace("offset: 0x1000", "index: 300")
            .replace("prefixLength: 120", "prefixLength: 64"));
    fails(1, "subnet load-balancers does not fit", "2003:a:b:d00::/56");
  }

  @Test
  void namesAnUnreadableFile() throws IOException {
    Path intent = folder.resolve("intent/home-ipv6.yaml");
    Files.writeString(intent, Files.readString(intent).replace("subnets:", "subnet:"));
    fails(1, "error: intent/home-ipv6.yaml:", "2003:a:b:d00::/56");
  }

  @Test
  void reportsAPrefixThatMustBeStableForYears() throws IOException {
    Path intent = folder.resolve("intent/home-ipv6.yaml");
    Files.writeString(
        intent,
        Files.readString(intent)
            .replace("drainPeriod: 60m", "drainPeriod: 60m\n    minStable: 900000h"));
    Cli run = plan("home-ipv6=2003:a:b:d00::/56");
    assertEquals(
        new Cli(
            0,
            "",
            "home-ipv6 would not accept 2003:a:b:d00::/56 for years: transition.minStable is that long\nnothing would change\n"),
        run);
  }

  @Test
  void acceptsAValidLifetimeOnlyForADrainingPrefix() {
    String prefix = "home-ipv6=2003:a:b:d00::/56";
    Cli soon = Cli.run("plan", "--prefix", prefix, "--valid", "soon", folder.toString());
    assertEquals(2, soon.code());
    assertTrue(soon.err().contains("'soon' is not a duration"), soon.err());
    Cli gone =
        Cli.run("plan", "--prefix", prefix, "--old", "gone", "--valid", "5m", folder.toString());
    assertEquals(2, gone.code());
    assertTrue(gone.err().contains("leave it out with --old gone"), gone.err());
  }

  @Test
  void exitsWithTwoForUsageErrors() {
    fails(2, "--prefix: '2003::1' ", "2003::1");
    assertEquals(2, plan("home-ipv6").code());
    assertEquals(2, Cli.run("plan", folder.toString()).code());
    Cli other = plan("office=2003:a:b:d00::/56");
    assertEquals(2, other.code());
    assertTrue(
        other.err().contains("there is no DynamicPrefix 'office' in " + folder), other.err());
    assertTrue(other.err().contains("there is home-ipv6"), other.err());
  }

  private void fails(int code, String words, String prefix) {
    Cli run = plan("home-ipv6=" + prefix);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals("", run.out());
  }

  private Cli plan(String prefix) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00.9Z"));
    return Cli.run(
        Leasehold.commandLine(new PlanCommand(clock)), "--prefix", prefix, folder.toString());
  }
}
