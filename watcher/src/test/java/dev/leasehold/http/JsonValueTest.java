package dev.leasehold.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
  @Test
  void readsMembers() {
    JsonValue json =
        JsonValue.parse("{\"a\":\"x\",\"b\":[1,2],\"c\":true,\"d\":null,\"e\":{\"f\":9000000000}}")
            .orElseThrow();
    assertEquals(Optional.of("x"), json.get("a").text());
    assertEquals(List.of(new JsonValue(1), new JsonValue(2)), json.get("b").elements());
    assertEquals(Optional.of(true), json.get("c").bool());
    assertTrue(json.get("d").isNull());
    assertEquals(Optional.of(9_000_000_000L), json.get("e").get("f").number());
  }

  @Test
  void isEmptyWhereTheTypeIsAnother() {
    JsonValue json = JsonValue.parse("{\"a\":1.5}").orElseThrow();
    assertEquals(Optional.empty(), json.get("a").number());
    assertEquals(Optional.empty(), json.get("a").text());
    assertEquals(Optional.empty(), json.get("a").bool());
    assertEquals(List.of(), json.get("a").elements());
    assertEquals(Map.of(), json.get("a").members());
    assertTrue(json.get("a").get("b").get("c").isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{", "{\"a\":1,\"a\":2}", "{a:1}"})
  void refusesWhatIsNoJson(String text) {
    assertEquals(Optional.empty(), JsonValue.parse(text));
  }

  @Test
  void refusesWhatIsTooDeep() {
    assertTrue(JsonValue.parse("[".repeat(64) + "]".repeat(64)).isPresent());
    assertEquals(Optional.empty(), JsonValue.parse("[".repeat(65) + "]".repeat(65)));
  }

  @Test
  void writesNull() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", null);
    map.put("b", "\"\n");
    assertEquals("{\"a\":null,\"b\":\"\\\"\\n\"}", JsonValue.write(map));
  }
}
