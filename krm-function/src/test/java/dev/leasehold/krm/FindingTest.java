package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a person reads of a finding. */
final class FindingTest {
  @Test
  void namesOfFilesObjectsAndFieldsReachNoTerminalAsTheyAre() {
    Place place = new Place("a\u001b[2J\nb.yaml", 3, "Service \u202ex", "spec.\u0007");
    assertEquals(
        "a\\u001b[2J\\nb.yaml:3: Service \\u202ex: spec.\\u0007: what is wrong",
        Finding.error(place, "what is wrong").toString());
    assertEquals("a\u001b[2J\nb.yaml", Finding.error(place, "").place().file(), "to be found");
  }

  /** Messages quote what people write in fields; the quote must not begin a line. */
  @Test
  void isOneLine() {
    Finding finding = Finding.error(Place.file("a.yaml"), "'x\nb.yaml: \u202ey' is no name");
    assertEquals("a.yaml: 'x\\nb.yaml: \\u202ey' is no name", finding.toString());
    assertEquals("'x\\nb.yaml: \\u202ey' is no name", finding.message());
  }
}
