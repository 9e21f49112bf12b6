package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times read as the JDK reads them, also the usual ones, for which its formats are not loaded. */
class ValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05Z",
        "2024-02-29T23:59:59Z",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:05.678Z",
        "2026-01-02T03:04:05+02:00",
        "2026-01-02t03:04:05z",
      })
  void readsTimes(String text) {
    assertEquals(Instant.parse(text), Values.instant(field(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00",
        "٢٠٢٦-01-01T00:00:00Z",
      })
  void readsNothingElseAsATime(String text) {
    assertThrows(FieldException.class, () -> Values.instant(field(text)));
  }

  private static Field field(String text) {
    return Document.inFile("a.yaml", 1, "a: \"" + text + "\"\n").root().get("a");
  }
}
