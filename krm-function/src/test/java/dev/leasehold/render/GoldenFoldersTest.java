package dev.leasehold.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Renders every folder of testdata/render. {@code original} is the package; {@code expected} holds
 * the files that rendering changes, makes or (empty) deletes, and nothing else; {@code
 * findings.txt} its findings. {@code UPDATE_GOLDEN=1} writes both again.
 */
class GoldenFoldersTest {
  private static final Path FOLDERS = Path.of("../testdata/render");

  static Stream<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void rendersAsExpected(String name) throws IOException {
    Path folder = FOLDERS.resolve(name);
    SortedMap<String, String> original = files(folder.resolve("original"));
    KrmPackage files = KrmPackage.of(original);
    List<Document> documents = files.documents();
    Rendering rendering = Renderer.render(documents, Optional.empty());

    if (System.getenv("UPDATE_GOLDEN") != null) {
      update(folder, reported(rendering), files.changed(rendering.documents()));
    }
    assertEquals(findings(folder), reported(rendering));
    assertEquals(
        shown(files(folder.resolve("expected"))), shown(files.changed(rendering.documents())));
    if (rendering.failed()) {
      assertEquals(documents, rendering.documents());
      assertEquals(List.of(), rendering.changes());
      assertTrue(
          rendering.errors().stream().noneMatch(error -> error.place().file().isEmpty()),
          "every error names its file");
    } else {
      SortedMap<String, String> after = new TreeMap<>(original);
      after.putAll(files.changed(rendering.documents()));
      KrmPackage again = KrmPackage.of(after);
      Rendering second = Renderer.render(again.documents(), Optional.empty());
      assertEquals(new TreeMap<>(), again.changed(second.documents()));
      assertEquals(List.of(), second.changes());
    }
  }

  /** With {@code UPDATE_GOLDEN=1}: what came becomes what is expected, to be read as a diff. */
  private static void update(Path folder, String reported, SortedMap<String, String> changed)
      throws IOException {
    Path expected = folder.resolve("expected");
    for (String old : files(expected).keySet()) {
      Files.delete(expected.resolve(old));
    }
    for (Map.Entry<String, String> file : changed.entrySet()) {
      Path path = expected.resolve(file.getKey());
      Files.createDirectories(Optional.ofNullable(path.getParent()).orElseThrow());
      Files.writeString(path, file.getValue());
    }
    Files.deleteIfExists(folder.resolve("findings.txt"));
    if (!reported.isEmpty()) {
      Files.writeString(folder.resolve("findings.txt"), reported);
    }
  }

  private static String reported(Rendering rendering) {
    StringBuilder out = new StringBuilder();
    for (Finding finding : rendering.findings()) {
      out.append(finding.severity()).append(' ').append(finding).append('\n');
    }
    return out.toString();
  }

  private static String findings(Path folder) throws IOException {
    Path file = folder.resolve("findings.txt");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** One text, which a failed comparison shows better than a map. */
  private static String shown(SortedMap<String, String> files) {
    StringBuilder out = new StringBuilder();
    files.forEach((path, text) ->
        out.append("==> ").append(path).append('\n').append(text.replace("\r", "\\r")));
    return out.toString();
  }

  private static SortedMap<String, String> files(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.filter(Files::isRegularFile).toList()) {
          String name = folder.relativize(path).toString().replace('\\', '/');
          if (name.matches(".*[.]ya?ml")) {
            files.put(name, Files.readString(path));
          }
        }
      }
    }
    return files;
  }
}
