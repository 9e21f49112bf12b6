package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.FieldPath.Segment;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.targets.Owned;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to a field. */
class FieldPathTest {
  private static final Field ROOT =
      Document.inFile(
              "a.yaml",
              1,
              """
              kind: Thing
              metadata:
                name: t
                annotations: {a.b/c: x, '0': zero}
              spec:
                list: [a, b]
                empty:
                peers:
                - word
                - {name: tor, address: one}
                - {name: [tor], address: never}
                - {name: other, nets: [{cidr: two}]}
              """)
          .root();

  private static List<Segment> steps(String path) {
    return FieldPath.parse(path).orElseThrow().steps();
  }

  @Test
  void hasKeysIndicesAndConditions() {
    assertEquals(
        List.of(
            new Segment.Key("spec"),
            new Segment.Key("peers"),
            new Segment.Where("name", "tor"),
            new Segment.Key("nets"),
            new Segment.Index(0),
            new Segment.Key("cidr")),
        steps("spec.peers[name=tor].nets[0].cidr"));
    assertEquals(
        List.of(
            new Segment.Key("metadata"), new Segment.Key("annotations"), new Segment.Key("a.b/c")),
        steps("metadata.annotations[a.b/c]"));
    assertEquals(
        List.of(new Segment.Key("a"), new Segment.Where("b", "c=d"), new Segment.Key("e")),
        steps("a[b=c=d].e"));
  }

  /** However the keys are spelled. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind",
        "[kind]",
        "apiVersion",
        "[apiVersion]",
        "metadata",
        "metadata.name",
        "metadata[name]",
        "[metadata].name",
        "[metadata][namespace]",
        "metadata.name.x",
        "metadata.annotations",
        "metadata[annotations]",
        "metadata.annotations[" + Owned.ANNOTATION + "]",
        "metadata[annotations][" + Owned.ANNOTATION + "]",
        "metadata.annotations[config.kubernetes.io/path]",
        "metadata.annotations[config.kubernetes.io/local-config]",
        "metadata.annotations[internal.config.kubernetes.io/path]",
        "[metadata].annotations[config.k8s.io/id]",
      })
  void noAddressTakesThePlaceOfWhatIdentifiesTheObject(String path) {
    FieldException refused =
        assertThrows(FieldException.class, () -> FieldPath.read(text(path)), path);
    assertTrue(
        refused.finding().toString().endsWith(" and cannot hold an address"),
        refused.finding().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kinds",
        "spec.kind",
        "spec.metadata.name",
        "metadata.labels.name",
        "metadata.annotations.name",
        "metadata.annotations[example.org/owned]",
      })
  void otherFieldsOfTheseNamesMayHoldAddresses(String path) {
    assertEquals(path, FieldPath.read(text(path)).text());
  }

  private static Field text(String path) {
    return Document.inFile("a.yaml", 1, "field: '" + path + "'\n").root().get("field");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        ".a",
        "a[",
        "a[0]",
        "a[b=c]",
        "a[0].b.[",
        "a.",
        "a[]",
        "[]",
        "a]b",
        "a[0]b"
      })
  void anythingElseIsNone(String path) {
    assertEquals(Optional.empty(), FieldPath.parse(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind                             | Thing",
        "metadata.annotations[a.b/c]      | x",
        "spec.peers[1].address            | one",
        "spec.peers[name=tor].address     | one",
        "spec.peers[name=other].nets[0].cidr | two",
      })
  void finds(String path, String value) {
    FieldPath.Found found = FieldPath.parse(path).orElseThrow().find(ROOT);
    assertEquals(value, found.value().text());
    assertEquals(value, found.parent().get(found.key()).text());
  }

  @Test
  void findsWhatIsEmpty() {
    assertEquals("empty", FieldPath.parse("spec.empty").orElseThrow().find(ROOT).key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.nothing",
        "nothing.at.all",
        "spec.peers[7].a",
        "spec.peers[name=x].a",
        "spec.peers[1].b"
      })
  void aMissingFieldIsAnError(String path) {
    FieldException e =
        assertThrows(FieldException.class, () -> FieldPath.parse(path).orElseThrow().find(ROOT));
    assertEquals(
        "a.yaml:1: Thing t: fieldPath "
            + path
            + " not found; add it as a list or a value, or fix fieldPath in the binding",
        e.finding().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec",
        "metadata.annotations",
        "kind.x",
        "spec.list.x",
        "spec[0].x",
        "kind[0].x",
        "spec.peers[0].x",
        "kind[a=b].x"
      })
  void whatHasAnotherShapeIsAnErrorToo(String path) {
    assertThrows(FieldException.class, () -> FieldPath.parse(path).orElseThrow().find(ROOT));
  }

  @Test
  void whateverIsWrittenIsReadOrRefused() {
    Random random = new Random(5);
    String alphabet = "ab.[]=0/ ";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        path.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      FieldPath.parse(path.toString())
          .ifPresent(parsed -> assertThrows(FieldException.class, () -> parsed.find(ROOT)));
    }
  }
}
