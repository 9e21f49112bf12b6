package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.files.PackageFiles;
import dev.leasehold.git.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that do not concern Leasehold are read once. */
final class ForeignFilesTest {
  private static final String FOREIGN = "apps/web.yaml";

  /** Larger than what is kept of files that were read. */
  private static final String LARGE = "kind: Deployment\n" + "# Text.\n".repeat(300_000);

  @TempDir private Path folder;

  @Test
  void readsAForeignFileOnceAndWritesOnTopOfIt() {
    House house = houseWith(Map.of(FOREIGN, LARGE, "chart/x.tpl", "{{ .Values }}\n"));
    delete(house, FOREIGN);
    delete(house, "chart/x.tpl");
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.somebodyWrites("apps/other.yaml", "kind: ConfigMap\n");
    house.looksAtTip();
    house.hears(R1, deprecated(B), preferred(A)).after(5);
    assertEquals(4, house.commits().size(), () -> house.commits().toString());
    assertEquals(LARGE, house.text(FOREIGN));
    Snapshot tip = house.tip();
    assertThrows(Snapshot.DamagedException.class, () -> PackageFiles.at(tip));
  }

  @Test
  void readsAChangedForeignFile() {
    House house = houseWith(Map.of(FOREIGN, "kind: Deployment\n"));
    house.somebodyWrites(FOREIGN, House.PREFIX);
    house.looksAtTip();
    String trouble = house.watch.status().target().trouble();
    assertFalse(trouble.isEmpty());
    house.somebodyWrites(FOREIGN, "kind: Deployment\n");
    house.looksAtTip();
    assertEquals("", house.watch.status().target().trouble());
  }

  @Test
  void aMissingFileThatIsNeededIsFetchedAgain() {
    House house = houseWith(Map.of(FOREIGN, "kind: Deployment\n"));
    house.somebodyWrites("README.md", "Mine.\n");
    delete(house, House.BINDINGS_FILE);
    house.hears(R1, deprecated(A), preferred(B)).after(700);
    assertTrue(house.text(House.LEASE_FILE).contains(B.toString()));
  }

  private House houseWith(Map<String, String> others) {
    Map<String, String> files = new HashMap<>(House.files());
    files.putAll(others);
    return House.in(folder, new TreeMap<>(files)).holding(A);
  }

  /** Deletes the content of a file of the tip from the watcher's clone. */
  private static void delete(House house, String file) {
    String blob = house.git("rev-parse", "main:" + file).strip();
    Path clone = house.state().resolve("git");
    Path objects = clone.resolve("objects");
    try (Stream<Path> files = Files.list(objects.resolve("pack"))) {
      for (Path pack : files.filter(f -> f.toString().endsWith(".pack")).toList()) {
        Path away = Files.move(pack, clone.resolve(pack.getFileName()));
        String unpack = "!git unpack-objects -q <" + away;
        house.gitIn(clone, "-c", "alias.unpack=" + unpack, "unpack");
      }
      Files.delete(objects.resolve(blob.substring(0, 2)).resolve(blob.substring(2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
