package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A TargetKind as people write it; {@code testdata/render/target-kind-wrong} has more mistakes. */
class TargetKindSpecTest {
  private static final String LEAST =
      """
      metadata: {name: pools}
      spec:
        group: example.org
        kind: Pool
        field: spec.nets
        entry: "${cidr}"
      """;

  private static TargetKindSpec read(String text) {
    return TargetKindSpec.read(Document.inFile("a.yaml", 1, text).root());
  }

  @Test
  void whatIsLeftOutHasDefaults() {
    TargetKindSpec spec = read(LEAST);
    assertEquals(List.of(), spec.versions());
    assertEquals(TargetKindSpec.Scope.NAMESPACED, spec.scope());
    assertEquals(TargetKindSpec.FieldType.LIST, spec.fieldType());
    assertEquals(TargetKindSpec.Draining.KEEP, spec.draining());
    assertFalse(spec.keepsLast());
    assertEquals("", spec.template());
    assertEquals(EntryPattern.Part.CIDR, spec.entries().getFirst().part());
  }

  @Test
  void theCoreGroupHasNoSlash() {
    TargetKindSpec core = read(LEAST.replace("example.org", "\"\""));
    assertTrue(core.isOfGroup("v1"));
    assertFalse(core.isOfGroup("example.org/v1"));
    assertTrue(read(LEAST).isOfGroup("example.org/v2"));
    assertFalse(read(LEAST).isOfGroup("example.org.uk/v2"));
    assertFalse(read(LEAST).isOfGroup("crd.example.org/v2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"${first}-${last}\"|RANGE",
        "\"${address}\"|ADDRESS",
        "{a: {b: \"${last}\", c: \"${first}\"}}|RANGE",
        "[\"x ${cidr} y\"]|CIDR",
      })
  void anEntryHasOnePartOfTheAddresses(String entry, EntryPattern.Part part) {
    assertEquals(part, read(LEAST.replace("\"${cidr}\"", entry)).entries().getFirst().part());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|must have a spelling",
        "{}|must have one of",
        "{a: x}|must have one of",
        "{a: \"${first}\", b: \"${first}\"}|must have one of",
        "{a: \"${cidr}\", b: \"${address}\"}|must have one of",
        "\"${cidr}${cidr}\"|unknown placeholder",
        "{a: [\"${cidr}\"]}|must be a text or a mapping",
        "{a: {b: {c: {d: {e: {f: \"${cidr}\"}}}}}}|nested too deeply",
      })
  void anEntryThatCannotBeReadBackIsRefused(String entry, String why) {
    FieldException refused =
        assertThrows(FieldException.class, () -> read(LEAST.replace("\"${cidr}\"", entry)));
    assertTrue(refused.finding().toString().contains(why), refused.finding().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[typ]|optional[0]: unknown field 'typ'",
        "[type, nets.from]|optional[1]: unknown field 'nets.from'",
        "[value]|optional[0]: unknown field 'value'",
        "[nets]|optional[0]: unknown field 'nets'",
        "[\"\"]|optional[0]: unknown field ''",
      })
  void anOptionalFieldIsAConstantOfAnEntry(String optional, String why) {
    String entry = "{type: A, value: \"${cidr}\", nets: {to: B}}";
    String text = LEAST.replace("\"${cidr}\"", entry) + "  optional: ";
    FieldException refused = assertThrows(FieldException.class, () -> read(text + optional + "\n"));
    assertTrue(refused.finding().toString().contains(why), refused.finding().toString());
    assertEquals(1, read(text + "[type, nets.to]\n").entries().size());
  }

  @ParameterizedTest
  @CsvSource({
    "kind",
    "[kind]",
    "[apiVersion]",
    "'metadata[name]'",
    "'[metadata][namespace]'",
    "'metadata.annotations[leasehold.dev/owned]'",
    "metadata.annotations",
  })
  void aFieldThatIdentifiesTheObjectIsRefused(String field) {
    FieldException refused =
        assertThrows(
            FieldException.class, () -> read(LEAST.replace("spec.nets", "'" + field + "'")));
    assertTrue(refused.finding().toString().contains("cannot hold an address"));
  }

  /** Each CIDR has an object with a name of its own. */
  @Test
  void aTemplateForEachCidrHasMetadata() {
    String text =
        LEAST.replace("spec.nets", "spec.net")
            + "  fieldType: Value\n  draining: NewObject\n"
            + "  template:\n    apiVersion: example.org/v1\n    kind: Pool\n";
    FieldException refused = assertThrows(FieldException.class, () -> read(text));
    assertTrue(
        refused
            .finding()
            .toString()
            .startsWith("a.yaml:10: pools: spec.template: must have metadata"),
        refused.finding().toString());
    assertTrue(read(text + "    metadata: {name: pool}\n").template().contains("name: pool"));
  }

  @Test
  void aTemplateIsBounded() {
    String text =
        LEAST
            + "  template:\n    apiVersion: example.org/v1\n    kind: Pool\n    note: "
            + "x".repeat(70_000)
            + "\n";
    FieldException refused = assertThrows(FieldException.class, () -> read(text));
    assertTrue(refused.finding().toString().contains("is longer than"));
  }
}
