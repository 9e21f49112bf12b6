package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;

/** The parse is the oracle: where both find the items, they find the same. */
class ItemScannerFuzzTest {
  @FuzzTest
  void cutsWhereTheParseDoes(byte[] input) {
    Optional<ItemScanner.Cut> cut = ItemScanner.cut(input);
    Optional<ItemScanner.Cut> parsed = parsed(input);
    if (cut.isPresent() && parsed.isPresent()) {
      assertEquals(parsed.get(), cut.get());
    }
  }

  /** Empty for what does not parse: then it does not matter where it is cut. */
  private static Optional<ItemScanner.Cut> parsed(byte[] input) {
    try {
      String text = Input.of(input, WordSearch.NONE).text(0, input.length);
      return Optional.of(ParsedCut.of(text));
    } catch (FieldException e) {
      return Optional.empty();
    }
  }
}
