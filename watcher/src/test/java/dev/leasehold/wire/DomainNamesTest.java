package dev.leasehold.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1035 section 3.1. */
class DomainNamesTest {
  private static final String LABEL = "3f" + "61".repeat(63);

  @Test
  void readsConsecutiveNames() {
    assertEquals(
        Optional.of(List.of("example.org", "lan")),
        read("07 6578616d706c65 03 6f7267 00 03 6c616e 00"));
    assertEquals(Optional.of(List.of()), read(""));
  }

  @Test
  void readsTheLongestLabelAndName() {
    assertEquals(Optional.of(List.of("a".repeat(63))), read(LABEL + "00"));
    String longest = LABEL.repeat(3) + "3d" + "62".repeat(61) + "00";
    assertEquals(255, Captures.hex(longest).length());
    assertEquals(253, read(longest).orElseThrow().getFirst().length());
    assertEquals(
        Optional.empty(),
        DomainNames.parse(Captures.hex(LABEL.repeat(3) + "3e" + "62".repeat(62) + "00")));
    assertEquals(Optional.empty(), DomainNames.parse(Captures.hex(LABEL.repeat(4) + "00")));
  }

  /** Cut off, a pointer (section 4.1.4), a label too long, the root, and what no name shows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "03",
        "03 6c61",
        "03 6c616e",
        "03 6c616e c000",
        "c000",
        "40",
        "ff",
        "00",
        "03 6c616e 00 00",
        "03 6c2e6e 00",
        "03 6c206e 00",
        "03 6c006e 00",
        "03 1b5b6d 00",
        "03 c3bc6e 00"
      })
  void readsNothingElse(String hex) {
    assertEquals(Optional.empty(), DomainNames.parse(Captures.hex(hex)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "lan.", ".lan", "a..b", "a b", "g\u00fcn", "a\u0000"})
  void rejectsInvalidLabels(String name) {
    assertThrows(IllegalArgumentException.class, () -> DomainNames.length(List.of(name)));
  }

  @Test
  void rejectsANameThatIsTooLong() {
    String label = "a".repeat(63);
    assertThrows(IllegalArgumentException.class, () -> DomainNames.length(List.of(label + "a")));
    String four = String.join(".", label, label, label, label);
    assertThrows(IllegalArgumentException.class, () -> DomainNames.length(List.of(four)));
    assertEquals(255, DomainNames.length(List.of(four.substring(0, 253))));
  }

  private static Optional<List<String>> read(String hex) {
    Bytes bytes = Captures.hex(hex);
    Optional<List<String>> names = DomainNames.parse(bytes);
    names.ifPresent(read -> {
      int length = DomainNames.length(read);
      assertEquals(bytes, Bytes.written(length, out -> DomainNames.write(read, out)));
    });
    return names;
  }
}
