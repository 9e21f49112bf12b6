package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.git.PackageLimits.TooLargeException;
import org.junit.jupiter.api.Test;

final class PackageLimitsTest {
  @Test
  void acceptsExactlyTheDocumentedNumberOfEntries() throws Exception {
    PackageLimits limits = new PackageLimits();
    for (int i = 0; i < PackageLimits.ENTRIES; i++) {
      limits.addEntry("f" + i, PackageLimits.DEPTH);
    }
    assertThrows(TooLargeException.class, () -> limits.addEntry("more", 0));
  }
}
