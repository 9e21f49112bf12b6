package dev.leasehold.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HmacSignatureTest {
  /** The example of GitHub's documentation, "Validating webhook deliveries". */
  @Test
  void isThatOfGitHubsExample() {
    assertEquals(
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        HmacSignature.of("It's a Secret to Everybody".getBytes(UTF_8), "Hello, World!"));
  }

  /** RFC 4231 section 4.3. */
  @Test
  void isThatOfTheStandardsExample() {
    assertEquals(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        HmacSignature.of("Jefe".getBytes(UTF_8), "what do ya want for nothing?"));
  }

  @Test
  void comparesWholeTexts() {
    assertTrue(HmacSignature.isEqual("abc".getBytes(UTF_8), "abc"));
    assertFalse(HmacSignature.isEqual("abc".getBytes(UTF_8), "ab"));
    assertFalse(HmacSignature.isEqual("abc".getBytes(UTF_8), "abcd"));
    assertFalse(HmacSignature.isEqual("abc".getBytes(UTF_8), ""));
  }
}
