package dev.leasehold.render.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.krm.Document;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "intent/home.yaml, leases/",
    "home.yaml, leases/",
    "a/intent/home.yaml, a/leases/",
    "a/b/c/home.yaml, a/leases/",
    "leases/home.yaml, leases/"
  })
  void aFolderIsLookedForUpwards(String file, String folder) {
    List<String> paths = List.of("leases/.gitkeep", "a/leases/x.yaml", "b/leases-old/x.yaml");
    assertEquals(folder, PackageLayout.folderFor("leases", file, paths));
  }

  @ParameterizedTest
  @CsvSource({"a/b/home.yaml, a/b/", "home.yaml, ''"})
  void withoutOneItIsTheFilesOwn(String file, String folder) {
    List<String> paths = List.of("leases.yaml", "b/x.yaml");
    assertEquals(folder, PackageLayout.folderFor("leases", file, paths));
  }

  @Test
  void theNearestKustomizationUpwardsListsAFile() {
    List<Document> documents =
        files("a/kustomization.yaml", "kustomization.yml", "b/c/Kustomization");
    assertEquals(OptionalInt.of(0), PackageLayout.kustomizationFor("a/x/y.yaml", documents));
    assertEquals(OptionalInt.of(1), PackageLayout.kustomizationFor("b/y.yaml", documents));
    assertEquals(OptionalInt.of(2), PackageLayout.kustomizationFor("b/c/y.yaml", documents));
    assertEquals(OptionalInt.empty(), PackageLayout.kustomizationFor("y.yaml", files("x.yaml")));
  }

  @Test
  void patchesAreWhatKustomizationsSay() {
    Document old =
        Document.inFile(
            "a/b/kustomization.yaml",
            1,
            "apiVersion: v1\nkind: Kustomization\npatchesStrategicMerge: [../p.yaml, ./q.yaml]\n");
    Document inline =
        Document.inFile(
            "kustomization.yaml",
            1,
            "kind: Kustomization\napiVersion: v1\npatches:\n- path: x/r.yaml\n- patch: text\n- path:\n");
    assertEquals(
        Set.of("a/p.yaml", "a/b/q.yaml", "x/r.yaml"), PackageLayout.patches(List.of(old, inline)));
  }

  private static List<Document> files(String... paths) {
    return Arrays.stream(paths).map(path -> Document.inFile(path, 1, "a: b\n")).toList();
  }
}
