package dev.leasehold.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements in the place of others: what is edited, and what is written again. */
class EntryEditTest {
  private static final ListEntry.Spelled NUMBER = new ListEntry.Spelled("80");
  private static final ListEntry.Fields BLOCK = ListEntry.Fields.of("start", "b", "stop", "c");

  /** The first element of {@code l} becomes a number; {@code ~} is a line break. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          l:~- 1 # one~- 2                | l:~- 80 # one~- 2
          l:~- "1" # one                  | l:~- 80 # one
          l:~- a~  b # two                | l:~- 80 # two
          l:~- &x 1 # one                 | l:~- &x 80 # one
          l:~- !!int 1 # one              | l:~- 80
          l:~- &x !!int 1 # one           | l:~- 80
          l:~- \\-~  a                     | l:~- 80
          l:~- >~  a                      | l:~- 80
          l:~-~- 2                        | l:~- 80~- 2
          l:~- k: v # pair                | l:~- 80
          k: &x 1~l:~- *x # one           | k: &x 1~l:~- 80
          l: [1, 2]                       | l: [80, 2]
          l: [k: v, 2]                    | l: [80, 2]
          l: []                           | l:~- 80
          l: [{a: b}]                     | l: [80]
          """)
  void aNumberReplacesAScalar(String text, String after) {
    assertFirst(NUMBER, text, after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          l:~- a # one~- b                | l:~- new # one~- b
          l:~- !x a # one                 | l:~- new
          l:~- !!str a # one              | l:~- !!str new # one
          l:~- 1 # one                    | l:~- new # one
          l:~- !!int 1 # one              | l:~- new
          l:~- [a] # one                  | l:~- "new"
          l:~- k: v # pair                | l:~- new
          k: &x 1~l:~- *x # one           | k: &x 1~l:~- new # one
          l: ["a", b]                     | l: ["new", b]
          l: [!x a, b]                    | l: [new, b]
          """)
  void aTextReplacesAScalarWithoutATag(String text, String after) {
    assertFirst(new ListEntry.Text("new"), text, after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          l:~- stop: x~  start: y # its    | l:~- stop: c~  start: b # its
          l:~- start: y # its              | l:~- start: b # its
          l:~- stop: y # its               | l:~- start: b~  stop: c
          l:~- start: y~  other: z         | l:~- start: b~  stop: c
          l:~- start: [y]                  | l:~- start: "b"~  stop: "c"
          l:~- start: {y: z}               | l:~- start: "b"~  stop: "c"
          l:~- start: !!int 4              | l:~- start: b~  stop: c
          l:~- start: !!str y              | l:~- start: !!str b
          l:~- start: &x y                 | l:~- start: &x b
          l:~- !x {start: y}               | l:~- {start: b, stop: c}
          l:~- !!map {start: y}            | l:~- !!map {start: b}
          k: &x {start: y}~l:~- *x         | k: &x {start: y}~l:~- {start: b, stop: c}
          k: &x {"start":"y"}~l: [*x ]     | k: &x {"start":"y"}~l: [{"start":"b","stop":"c"} ]
          k: &x y~l:~- start: *x           | k: &x y~l:~- start: b
          l: [{start: y}]                  | l: [{start: b}]
          l: [{"start":"y","other":"z"}]   | l: [{"start":"b","stop":"c"}]
          l: [{ start: 'y', other: z }]    | l: [{ start: 'b', stop: 'c' }]
          l: [{~    start: y,~    o: z~  }] | l: [{~    start: b,~    stop: c~  }]
          l: [{start: y, o: z, }]          | l: [{start: b, stop: c}]
          l:~- "start": y                  | l:~- "start": b
          l:~- "o": y                      | l:~- "start": "b"~  "stop": "c"
          l:~- a                           | l:~- start: b~  stop: c
          l:~- 'a'                         | l:~- start: 'b'~  stop: 'c'
          """)
  void fieldsReplaceTheSameFieldsAndImpliedOnesMayBeMissing(String text, String after) {
    assertFirst(BLOCK.implying("stop"), text, after);
  }

  @Test
  void aFieldThatIsNotImpliedIsWritten() {
    assertFirst(BLOCK, "l:~- start: y # its", "l:~- start: b~  stop: c");
    assertFirst(BLOCK, "l:~- start: y~  stop: z # its", "l:~- start: b~  stop: c # its");
  }

  @Test
  void anEntryWithoutFieldsIsNone() {
    SequencedMap<String, String> none = new LinkedHashMap<>();
    assertThrows(IllegalArgumentException.class, () -> new ListEntry.Fields(none));
  }

  @Test
  void aMappingIsWrittenAsItsYaml() {
    ListEntry mapping = new ListEntry.Spelled("{a: [1]}");
    assertFirst(mapping, "l:~- a~- b", "l:~- {a: [1]}~- b");
    assertFirst(mapping, "l: [a, b]", "l: [{a: [1]}, b]");
    assertFirst(mapping, "l: []", "l:~- {a: [1]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          k: &x [a, {b: c}]~l: *x          | k: &x [a, {b: c}]~l:~- 80~- b: c
          k: &x [a, {b: c, d: e}]~l: *x    | k: &x [a, {b: c, d: e}]~l:~- 80~- b: c~  d: e
          k: &x [a, b]~l: *x               | k: &x [a, b]~l:~- 80~- b
          """)
  void writesOutTheValueOfAnAlias(String text, String after) {
    assertFirst(NUMBER, text, after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          k: &x [a, {b: 1}]~l: *x
          k: &x [a, {}]~l: *x
          k: &x [a, 1]~l: *x
          k: &x [a, [b]]~l: *x
          """)
  void anAliasedListWithACollectionIsAnError(String text) {
    FieldException e = assertThrows(FieldException.class, () -> first(NUMBER, text));
    assertEquals(
        "is in a list that is defined elsewhere; write the list itself here",
        e.finding().message());
  }

  private static void assertFirst(ListEntry entry, String text, String after) {
    assertEquals(after.replace("\\-", "|"), first(entry, text.replace("\\-", "|")));
  }

  /** With the entry in the place of the first element of {@code l}. */
  private static String first(ListEntry entry, String text) {
    Document document = Document.inFile("a.yaml", 1, text.replace('~', '\n') + "\n");
    Field root = document.root();
    Field list = root.get("l");
    List<Slot> slots =
        list.items().size() < 2
            ? List.of(new Slot.Added(entry))
            : List.of(new Slot.Added(entry), new Slot.Kept(1));
    String after = document.with(ListEdit.arrangeItems(list, list.items(), slots)).text();
    String byPath = document.with(ListEdit.arrange(root, List.of("l"), slots)).text();
    assertEquals(byPath, after);
    return after.strip().replace('\n', '~');
  }
}
