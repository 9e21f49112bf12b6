package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.git.PackageLimits.TooLargeException;
import org.junit.jupiter.api.Test;

final class PackageLimitsTest {
  @Test
  void namesTheFirstFileBeyondTheYamlLimit() throws Exception {
    PackageLimits limits = new PackageLimits(2 << 20);
    limits.addYaml("a.yaml", 1 << 20);
    limits.addYaml("b.yaml", 1 << 20);
    TooLargeException e = assertThrows(TooLargeException.class, () -> limits.addYaml("c.yaml", 1));
    assertEquals(
        "there are more than 2 MiB of YAML; the first file too many is c.yaml", e.getMessage());
  }

  @Test
  void acceptsExactlyTheDocumentedNumberOfEntries() throws Exception {
    PackageLimits limits = new PackageLimits();
    for (int i = 0; i < PackageLimits.ENTRIES; i++) {
      limits.addEntry("f" + i, PackageLimits.DEPTH);
    }
    assertThrows(TooLargeException.class, () -> limits.addEntry("more", 0));
  }
}
