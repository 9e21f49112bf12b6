package dev.leasehold.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.text.FileContent;
import org.junit.jupiter.api.Test;

final class ReadLimitsTest {
  private static final KnownFile FOREIGN = file("kind: Deployment\n" + "#".repeat(1 << 20));
  private static final KnownFile OURS =
      file("apiVersion: leasehold.dev/v1alpha1\n" + "#".repeat(1 << 20));

  @Test
  void namesTheFirstFileBeyondTheLimitOfWhatMayConcernLeasehold() {
    ReadLimits limits = new ReadLimits(5 << 19);
    limits.add("a.yaml", OURS);
    limits.add("b.yaml", OURS);
    assertEquals(
        "the package is too large: there are more than 2 MiB of YAML that may concern Leasehold"
            + " (LEASEHOLD_JAVA_OPTIONS=-Xmx512m in the environment allows more); the first file"
            + " too many is c.yaml. Remove files that do not belong there, or set path to the"
            + " folder of the package",
        assertThrows(TooLargeException.class, () -> limits.add("c.yaml", OURS)).reason());
  }

  @Test
  void foreignFilesCountForTheTimeToScanThemOnly() {
    ReadLimits limits = new ReadLimits(1);
    for (int i = 0; i < 1023; i++) {
      limits.add(i + ".yaml", FOREIGN);
    }
    assertThrows(TooLargeException.class, () -> limits.add("one-more.yaml", FOREIGN));
  }

  @Test
  void countsDocuments() {
    KnownFile many = file("---\na: 1\n".repeat(1000));
    ReadLimits limits = new ReadLimits();
    for (int i = 0; i < ReadLimits.DOCUMENTS / 1000; i++) {
      limits.add(i + ".yaml", many);
    }
    TooLargeException e =
        assertThrows(TooLargeException.class, () -> limits.add("one-more.yaml", many));
    assertEquals(
        "the package is too large: there are more than 200000 YAML documents; the first file too"
            + " many is one-more.yaml",
        e.reason().substring(0, e.reason().indexOf(". ")));
  }

  private static KnownFile file(String text) {
    return KnownFile.of(FileContent.of(text.getBytes(UTF_8)));
  }
}
