package dev.leasehold.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Names and labels of the objects of a target. */
final class MirrorTargetTest {
  @Test
  void objectsOfTheFirstTargetHaveTheNamesOfTheirDocuments() {
    assertEquals("home", target("Office_", true).objectName("home"));
    assertEquals("home.office", target("office", false).objectName("home"));
  }

  @Test
  void aNameThatNoObjectMayHaveBecomesAHash() {
    String one = target("Office", false).objectName("home");
    assertTrue(one.matches("home\\.[0-9a-f]{8}"), one);
    assertNotEquals(one, target("OFFICE", false).objectName("home"));
    assertEquals("Office", target("Office", false).label());
    assertTrue(target("office-", false).label().matches("[0-9a-f]{8}"));
    assertTrue(target("a".repeat(64), false).label().matches("[0-9a-f]{8}"));
  }

  @Test
  void theAddressOfTheRepositoryHasNoUser() {
    assertEquals(
        "https://git.example.org/home.git",
        new MirrorTarget("w", "t", true, "https://me:x@git.example.org/home.git", "main", "")
            .url());
    assertEquals(
        "git@git.example.org:home.git",
        new MirrorTarget("w", "t", true, "git@git.example.org:home.git", "main", "").url());
  }

  private static MirrorTarget target(String name, boolean isFirst) {
    return new MirrorTarget("watcher", name, isFirst, "/srv/home.git", "main", "");
  }
}
