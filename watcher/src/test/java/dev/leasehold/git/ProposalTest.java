package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProposalTest {
  private static final byte[] CONTENT = {};

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "../a", "a/./b", ".git/config", "a/.Git/x", "a\0b"})
  void rejectsPathsOutsideItsFolder(String path) {
    rejects(Map.of(path, CONTENT), Set.of(), "Message");
    rejects(Map.of(), Set.of(path), "Message");
  }

  @Test
  void rejectsContradictions() {
    rejects(Map.of("a", CONTENT), Set.of("a"), "Message");
    rejects(Map.of("a", CONTENT, "a/b", CONTENT), Set.of(), "Message");
    rejects(Map.of("a", CONTENT), Set.of(), " \n");
  }

  @Test
  void acceptsReplacingAFileByAFolder() {
    var change = new Proposal.Change(Map.of("a/b", CONTENT), Set.of("a"), "Message");
    assertEquals(List.of("a", "a/b"), change.files());
  }

  private static void rejects(Map<String, byte[]> writes, Set<String> deletes, String message) {
    assertThrows(
        IllegalArgumentException.class, () -> new Proposal.Change(writes, deletes, message));
  }
}
