package dev.leasehold.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Trees;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rendering a folder and rendering under kpt meet: the same bytes on files in kpt's form, the same
 * objects on others, and neither undoes the other. On the packages of testdata/packages, which look
 * like people's.
 */
class FixedPointIT {
  private static final Path PACKAGES = Path.of("../testdata/packages");

  @TempDir private Path folder;

  static Stream<String> packages() throws IOException {
    try (Stream<Path> packages = Files.list(PACKAGES)) {
      return packages.map(p -> p.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void onFilesInTheFormOfKptTheBytesAreTheSame(String name) throws Exception {
    Kpt kpt = Kpt.installed(folder);
    SortedMap<String, String> inForm = formed(kpt, name);
    SortedMap<String, String> ours = rendered(inForm);
    assertNotEquals(Kpt.shown(inForm), Kpt.shown(ours), "something is to be done");
    assertEquals(Kpt.shown(ours), Kpt.shown(kpt.rendered(inForm)));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void onOtherFilesTheObjectsAreTheSameAndNeitherUndoesTheOther(String name) throws Exception {
    Kpt kpt = Kpt.installed(folder);
    SortedMap<String, String> original = Kpt.read(PACKAGES.resolve(name));
    SortedMap<String, String> ours = rendered(original);
    SortedMap<String, String> kpts = kpt.rendered(original);
    assertEquals(objects(ours), objects(kpts));

    assertEquals(Kpt.shown(ours), Kpt.shown(rendered(ours)), "ours a second time");
    assertEquals(Kpt.shown(kpts), Kpt.shown(rendered(kpts)), "ours after kpt");
    SortedMap<String, String> kptAfterOurs = kpt.rendered(ours);
    assertEquals(objects(ours), objects(kptAfterOurs), "kpt after ours");
    assertEquals(Kpt.shown(kptAfterOurs), Kpt.shown(rendered(kptAfterOurs)));
    assertEquals(Kpt.shown(kptAfterOurs), Kpt.shown(kpt.rendered(kptAfterOurs)), "kpt again");
  }

  /** As kpt leaves it when a function changes nothing, once that is stable. */
  private static SortedMap<String, String> formed(Kpt kpt, String name) throws Exception {
    SortedMap<String, String> files = Kpt.read(PACKAGES.resolve(name));
    for (int i = 0; i < 2; i++) {
      files = kpt.evaluated(files, "cat");
    }
    return files;
  }

  private static SortedMap<String, String> rendered(SortedMap<String, String> files) {
    SortedMap<String, String> yaml = new TreeMap<>(files);
    KrmPackage krmPackage = KrmPackage.of(yaml);
    Rendering rendering = Renderer.render(krmPackage.documents(), Optional.empty());
    assertEquals(List.of(), rendering.errors().stream().map(Finding::toString).toList());
    yaml.putAll(krmPackage.changed(rendering.documents()));
    return yaml;
  }

  /** What the objects say, by kind and name. */
  private static SortedMap<String, String> objects(SortedMap<String, String> files) {
    SortedMap<String, String> objects = new TreeMap<>();
    for (Document document : KrmPackage.of(files).documents()) {
      Optional<Field> root = document.object();
      root.ifPresent(field ->
          objects.put(document.objectName(), Trees.shape(field.node()).replace("\r\n", "\n")));
    }
    return objects;
  }
}
