package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code leasehold version} says. */
class VersionTest {
  @TempDir private Path home;

  @Test
  void namesTheCommitOfTheRuntime() throws IOException {
    Files.writeString(
        home.resolve("release"), "JAVA_VERSION=\"25\"\nLEASEHOLD_COMMIT=\"0123abc, changed\"\n");
    assertEquals(
        List.of(
            "leasehold " + Version.NUMBER,
            "commit: 0123abc, changed",
            "Java:   " + Runtime.version() + " in " + home,
            "schema: leasehold.dev/v1alpha1",
            "state:  dhcpv6 duid 2, dhcpv6 leases 3, dhcpv6 generation 1, router memory 2,"
                + " drain starts 1, allocations 1, told commits 1, event history 1, standing events 1,"
                + " host parts 2, gone prefixes 1"),
        new Version(home).lines());
  }

  @Test
  void knowsNoCommitOutsideOfARuntimeOfItsOwn() throws IOException {
    assertEquals("commit: unknown", new Version(home).lines().get(1));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"\n");
    assertEquals("commit: unknown", new Version(home).lines().get(1));
  }

  @Test
  void optionAndCommandSayTheSame() {
    Cli command = Cli.run("version");
    assertEquals(0, command.code(), command.err());
    assertEquals(command, Cli.run("--version"));
    assertEquals(command, Cli.run("-V"));
  }

  @Test
  void isTheVersionOfThePomsAndTheChangelog() throws IOException {
    String version = "<version>" + Version.NUMBER + "</version>";
    for (String pom : List.of("../pom.xml", "pom.xml", "../krm-function/pom.xml")) {
      assertTrue(Files.readString(Path.of(pom)).contains(version), pom);
    }
    String changes = Files.readString(Path.of("../docs/CHANGELOG.md"));
    assertTrue(changes.contains("\n## " + Version.NUMBER + "\n"), "a section of this version");
  }

  @Test
  void docsListTheStateVersions() throws IOException {
    String docs = Files.readString(Path.of("../docs/installing.md"));
    for (StateKind kind : StateKind.values()) {
      assertTrue(
          docs.contains("`leasehold " + kind.spelling() + " " + kind.version() + "`"),
          kind.spelling());
    }
  }
}
