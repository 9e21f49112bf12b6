package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leasehold in an existing GitOps repository with its own layout. */
final class ForeignRepositoryTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String POOL_FILE = "clusters/home/infra/cilium/pool.yaml";

  @TempDir private Path folder;

  @Test
  void changesOnlyTheLeaseAndTheTarget() {
    House house = House.in(folder, existing()).hears(R1, preferred(A)).after(5);
    assertEquals(List.of(LEASE_A), house.commits());
    assertEquals(List.of(POOL_FILE, "network/home/home-lease.yaml"), house.touched());
    assertTrue(house.text(POOL_FILE).startsWith("# Ours.\r\n"), house.text(POOL_FILE));
    assertTrue(house.text(POOL_FILE).contains("cidr: \"2001:db8:a::1000/120\"\r\n"));
    house.after(600).restarts().after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void skipsEntriesThatAreNotFiles() {
    House house = House.in(folder, existing());
    house.somebody(work -> {
      try {
        Files.createSymbolicLink(work.resolve("network/link.yaml"), Path.of("home/prefix.yaml"));
        Files.createSymbolicLink(
            work.resolve("network/nowhere.yaml"), Path.of("../../remote.git/HEAD"));
        Files.createSymbolicLink(
            work.resolve("network/pool.yaml"), Path.of("../" + POOL_FILE)); // no second target
        Files.createSymbolicLink(work.resolve("network/up"), Path.of(".."));
        Files.write(work.resolve("network/binary.yaml"), new byte[] {0, (byte) 0xff, 1});
        Files.writeString(work.resolve("network/empty.yaml"), "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    house.somebody(work -> {
      House.write(work.resolve("network/submodule/.keep"), "");
      House.delete(work.resolve("network/submodule/.keep"));
      house.gitIn(
          work,
          "update-index",
          "--add",
          "--cacheinfo",
          "160000,0123456789012345678901234567890123456789,network/submodule");
    });
    List<String> before = tree(house);
    house.hears(R1, preferred(A)).after(60);
    assertEquals(LEASE_A, house.commits().getLast());
    assertEquals(List.of(POOL_FILE, "network/home/home-lease.yaml"), house.touched());
    List<String> left = new ArrayList<>(before);
    left.removeAll(tree(house));
    assertEquals(1, left.size(), left::toString);
    assertTrue(left.getFirst().endsWith(POOL_FILE), left::toString);
  }

  @Test
  void reportsUnreadFilesWithSetterComments() {
    House house = House.in(folder, existing());
    String text = "v: old # kpt-set: ${home}\n";
    house.somebody(work -> {
      House.write(work.resolve("network/large.yaml"), "# 64 bytes\n".repeat(500_000) + text);
      try {
        Files.write(work.resolve("network/utf16.yaml"), text.getBytes(StandardCharsets.UTF_16));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    try (Log log = Log.open()) {
      house.hears(R1, preferred(A)).after(60);
      assertEquals(LEASE_A, house.commits().getLast());
      assertEquals(1, log.lines("large.yaml: has setter comments but is not read").size());
      assertEquals(1, log.lines("utf16.yaml: has setter comments but is not read").size());
    }
  }

  @Test
  void readsAndWritesOnlyBelowThePath() {
    Map<String, String> files = new LinkedHashMap<>();
    House.files().forEach((path, text) -> files.put("clusters/home/network/" + path, text));
    files.put("clusters/home/broken.yaml", House.PREFIX.replace("spec:", "spec: ["));
    files.put("clusters/other/" + House.PREFIX_FILE, House.PREFIX);
    files.put("clusters/other/" + House.POOL_FILE, House.POOL);
    House house = House.in(folder, "clusters/home/network", files);
    house.hears(R1, preferred(A)).after(5);
    assertEquals(List.of(LEASE_A), house.commits());
    assertEquals(
        List.of(
            "clusters/home/network/" + House.LEASE_FILE,
            "clusters/home/network/" + House.POOL_FILE),
        house.touched());
    assertTrue(
        house.message().contains("(clusters/home/network/manifests/pool.yaml)"), house.message());
  }

  @Test
  void putsALeaseInTheNearestLeasesFolder() {
    for (String marker : List.of("README.md", ".gitkeep", "other.yaml")) {
      Map<String, String> files = House.files();
      files.remove("leases/README.md");
      files.put("intent/leases/" + marker, "");
      files.put("leases/" + marker, "");
      House house = House.in(folder.resolve(marker), files).hears(R1, preferred(A)).after(5);
      assertEquals(List.of("intent/leases/home.yaml", House.POOL_FILE), house.touched());
    }
  }

  @Test
  void putsALeaseNextToItsIntentWithoutALeasesFolder() {
    Map<String, String> files = House.files();
    files.remove("leases/README.md");
    files.put("other/leases/README.md", "");
    files.put("leases", "a file of that name");
    House house = House.in(folder, files).hears(R1, preferred(A)).after(5);
    assertEquals(List.of("intent/home-lease.yaml", House.POOL_FILE), house.touched());
  }

  @Test
  void keepsALeaseInTheFileItWasMovedTo() {
    House house = House.holdingA(folder);
    house.somebody(work -> {
      House.write(work.resolve("elsewhere.yaml"), "# Moved.\n" + house.text(House.LEASE_FILE));
      House.delete(work.resolve(House.LEASE_FILE));
    });
    house.looksAtTip().hears(R1, House.withdrawn(A), preferred(House.B));
    assertEquals(List.of("elsewhere.yaml", House.POOL_FILE), house.touched());
    assertTrue(house.text("elsewhere.yaml").startsWith("# Moved.\n"));
  }

  @Test
  void doesNotOverwriteAnotherDocumentWithALease() {
    House house = House.in(folder, House.files(House.LEASE_FILE, "kind: Other\n"));
    house.hears(R1, preferred(A)).after(5);
    assertEquals(List.of(), house.commits());
    assertTrue(
        house.outcomes.getLast() instanceof Outcome.Stalled stalled
            && stalled.reason().startsWith("leases/home.yaml: "),
        house.outcomes::toString);
    assertEquals("kind: Other\n", house.text(House.LEASE_FILE));
  }

  /**
   * A repository with intent and target three folders apart, and many files that only mention
   * Leasehold resources.
   */
  private static Map<String, String> existing() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("network/home/prefix.yaml", House.PREFIX);
    files.put("network/home/binding.yaml", House.BINDINGS);
    files.put(POOL_FILE, ("# Ours.\n" + House.POOL).replace("\n", "\r\n"));
    files.put(
        "charts/cilium/templates/pool.yaml",
        """
        {{- range .Values.pools }}
        apiVersion: cilium.io/v2
        kind: CiliumLoadBalancerIPPool
        metadata:
          name: {{ .name }}
        {{- end }}
        """);
    files.put(
        "charts/leasehold/templates/prefix.yaml",
        "apiVersion: leasehold.dev/v1alpha1\nkind: {{ .Values.kind }}\n{{- end }}\n");
    files.put(
        "apps/secret.sops.yaml",
        "apiVersion: v1\nkind: Secret\ndata: ENC[AES256_GCM,data:x]\nsops:\n    mac: x\n");
    files.put(
        "apps/flux.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${NAME}\ndata: {a: ${A:=1}}\n");
    files.put("apps/jinja.yaml", "{% for a in b %}\nkind: DynamicPrefix\n{% endfor %}\n");
    files.put("group_vars/all.yml", "just: a\nlist: [1, 2]\n");
    files.put("notes.yaml", "no object at all\n");
    files.put("README.md", "leasehold.dev/v1alpha1 CiliumLoadBalancerIPPool pool\n");
    return files;
  }

  private static List<String> tree(House house) {
    return house.git("ls-tree", "-r", "main").lines().toList();
  }
}
