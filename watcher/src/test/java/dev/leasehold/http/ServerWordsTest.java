package dev.leasehold.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"message\":\"Not Found\",\"documentation_url\":\"https://x\"}                                           | Not Found",
        "{\"message\":\"Validation Failed\",\"errors\":[{\"resource\":\"PullRequest\",\"message\":\"exists\"}]}    | Validation Failed; exists",
        "{\"message\":\"Validation Failed\",\"errors\":[{\"field\":\"head\",\"code\":\"invalid\"}]}                | Validation Failed; field head, code invalid",
        "{\"message\":{\"title\":[\"is too long\",\"is bad\"]}}                                                    | title is too long, is bad",
        "{\"message\":[\"a\",\"b\"]}                                                                               | a; b",
        "{\"error\":\"insufficient_scope\",\"error_description\":\"more\"}                                         | insufficient_scope; more",
        "{\"message\":\"same\",\"errors\":[\"same\"]}                                                              | same",
        "<html>                                                                                                    | ~~",
        "{}                                                                                                        | ~~",
      })
  void findsTheWords(String body, String words) {
    assertEquals(words, ServerWords.of(body));
  }

  @Test
  void areOneShortLine() {
    assertEquals("a\\nb\\u001b[31m", ServerWords.of("{\"message\":\"a\\nb\\u001b[31m\"}"));
    assertTrue(ServerWords.of("{\"message\":\"" + "x".repeat(9000) + "\"}").length() <= 400);
  }
}
