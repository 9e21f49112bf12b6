package dev.leasehold.krm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.yaml.RandomYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceListTest {
  private static final String LIST =
      """
      apiVersion: config.kubernetes.io/v1
      kind: ResourceList
      items:
      - apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a
          annotations:
            internal.config.kubernetes.io/path: 'a.yaml'
            config.kubernetes.io/path: 'a.yaml'
            internal.config.kubernetes.io/id: '1'
            config.k8s.io/id: '1'
      - apiVersion: v1
        kind: ConfigMap
        metadata:
          name: b
      functionConfig:
        kind: ConfigMap
        data:
          x: y
      """;

  private static final Finding ODD = Finding.warning(Place.file("a.yaml"), "odd");
  private static final String ODD_RESULT =
      """
      - message: "odd"
        severity: warning
        file:
          path: "a.yaml"
      """;

  @Test
  void cutsItemsAndReadsTheirPathsAndTheConfiguration() {
    ResourceList list = ResourceList.parse(LIST);
    assertEquals(List.of("a.yaml", ""), list.items().stream().map(Document::file).toList());
    assertEquals("b", list.items().get(1).root().get("metadata").get("name").text());
    assertEquals("y", list.functionConfig().orElseThrow().get("data").get("x").text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: ResourceList\nitems:\n- a: 1\n- b: 2\n",
        "kind: ResourceList\nitems:\n- a: 1\n- b: 2",
        "kind: ResourceList\nitems:\n  - a: 1\n  - b: 2\n",
        "kind: ResourceList\nitems: []\n",
        "kind: ResourceList\nitems: []",
        "kind: ResourceList\nitems:\n",
        "kind: ResourceList\n",
        "items:\n- a: 1\nkind: ResourceList\n",
        "kind: ResourceList\r\nitems:\r\n- a: 1\r\n",
        "kind: ResourceList\nitems:\n- a: 1\nresults: []\n",
        "kind: ResourceList\nitems:\n- a: 1\n...\n",
        "# why\n---\nkind: ResourceList\nitems:\n- a: \"over\n- lines\"\n",
      })
  void returnsTheSameCharactersWhenNothingChanged(String text) {
    ResourceList list = ResourceList.parse(text);
    assertEquals(text, list.write(list.items(), List.of()).text());
  }

  @Test
  void returnsTheSameCharactersOfAnythingThatItReads() {
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = RandomYaml.resourceList(random);
      ResourceList list;
      try {
        list = ResourceList.parse(text);
      } catch (FieldException e) {
        continue;
      }
      assertEquals(text, list.write(list.items(), List.of()).text());
      read++;
    }
    assertTrue(read > 5_000, read + " of 20000 could be read");
  }

  /** The list, and the list with one result after what it has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          items:~- a: 1~                                  | items:~- a: 1~results:~ODD
          items:~- a: 1                                   | items:~- a: 1~results:~ODD
          items: []~                                      | items: []~results:~ODD
          items: []                                       | items: []~results:~ODD
          items:~- a: 1~results: []~                      | items:~- a: 1~results:~ODD
          items:~- a: 1~results: [] # none~               | items:~- a: 1~results: # none~ODD
          items:~- a: 1~results:~                         | items:~- a: 1~results:~ODD
          items:~- a: 1~results:~- message: old~          | items:~- a: 1~results:~- message: old~ODD
          items:~- a: 1~results:~- message: old~x: y~     | items:~- a: 1~results:~- message: old~ODDx: y~
          items:~- a: 1~results:~- message: old           | items:~- a: 1~results:~- message: old~ODD
          results:~- message: old~items:~- a: 1~          | results:~- message: old~ODDitems:~- a: 1~
          results: []~items:~- a: 1                       | results:~ODDitems:~- a: 1
          items:~- a: 1~...~                              | items:~- a: 1~results:~ODD...~
          items:~- a: 1~functionConfig: {a: b}            | items:~- a: 1~functionConfig: {a: b}~results:~ODD
          """)
  void putsResultsAfterEarlierOnes(String before, String after) {
    ResourceList list = ResourceList.parse("kind: ResourceList\n" + lines(before));
    assertEquals(
        "kind: ResourceList\n" + lines(after), list.write(list.items(), List.of(ODD)).text());
  }

  @Test
  void refusesLinesThatEndInACarriageReturnAlone() {
    FieldException e =
        assertThrows(
            FieldException.class,
            () -> ResourceList.parse("kind: ResourceList\nitems:\n- a: 1\r- b: 2\n"));
    assertEquals(
        "standard input: has a carriage return without a line feed after it",
        e.finding().toString());
  }

  @Test
  void indentsResultsLikeEarlierOnes() {
    String before = "kind: ResourceList\nitems:\n  - a: 1\nresults:\n  - message: old\n";
    ResourceList list = ResourceList.parse(before);
    assertEquals(before + ODD_RESULT.indent(2), list.write(list.items(), List.of(ODD)).text());
  }

  private static String lines(String text) {
    return text.replace('~', '\n').replace("ODD", ODD_RESULT);
  }

  @Test
  void aResultSaysWhichFieldOfWhichObjectInWhichFile() {
    ResourceList list = ResourceList.parse("kind: ResourceList\nitems: []\n");
    Finding finding =
        Finding.error(new Place("a/b.yaml", 3, "Pool home", "spec.blocks[0]"), "is \"wrong\"");
    assertEquals(
        """
        kind: ResourceList
        items: []
        results:
        - message: "is \\"wrong\\""
          severity: error
          resourceRef:
            kind: "Pool"
            name: "home"
          field:
            path: "spec.blocks[0]"
          file:
            path: "a/b.yaml"
        """,
        list.write(list.items(), List.of(finding)).text());
  }

  /** kpt would copy comments back by position, from the item with the same id. */
  @Test
  void aChangedItemLosesTheIdsByWhichItsOldCommentsWouldBeCopied() {
    ResourceList list = ResourceList.parse(LIST);
    List<Document> items = new ArrayList<>(list.items());
    items.set(0, renamed(items.getFirst()));
    assertEquals(
        LIST.replace("name: a", "name: z")
            .replace("      internal.config.kubernetes.io/id: '1'\n", "")
            .replace("      config.k8s.io/id: '1'\n", ""),
        list.write(items, List.of()).text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {config.k8s.io/id: '1', x: y}                                      | {x: y}
          {x: y, internal.config.kubernetes.io/id: '1'}                      | {x: y, }
          {config.k8s.io/id: '1', internal.config.kubernetes.io/id: '1', x: y} | {x: y}
          """)
  void alsoInFlowStyle(String before, String after) {
    String text = "kind: ResourceList\nitems:\n- metadata: {name: a, annotations: %s}\n";
    ResourceList list = ResourceList.parse(text.formatted(before));
    assertEquals(
        text.formatted(after).replace("name: a", "name: z"),
        list.write(List.of(renamed(list.items().getFirst())), List.of()).text());
  }

  private static Document renamed(Document item) {
    Field name = item.root().get("metadata").get("name");
    return item.with(List.of(ScalarEdit.set(name, "z").orElseThrow()));
  }

  @Test
  void aNewFileBecomesAnItemWithItsPath() {
    ResourceList list = ResourceList.parse("kind: ResourceList\nitems:\n  - a: 1");
    Document made =
        Document.inFile("new/it's.yaml", 1, "kind: Pool\nmetadata:\n  name: a\nspec: {}\n");
    assertEquals(
        """
        kind: ResourceList
        items:
          - a: 1
          - kind: Pool
            metadata:
              name: a
              annotations:
                config.kubernetes.io/path: 'new/it''s.yaml'
                config.kubernetes.io/index: '0'
                internal.config.kubernetes.io/path: 'new/it''s.yaml'
                internal.config.kubernetes.io/index: '0'
            spec: {}
        """,
        list.write(List.of(list.items().getFirst(), made), List.of()).text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          config.kubernetes.io/path: a.yaml                                         | a.yaml
          internal.config.kubernetes.io/path: "a b.yaml"                            | a b.yaml
          internal.config.kubernetes.io/path: 'it''s.yaml' # here                   | it's.yaml
          {x: y, internal.config.kubernetes.io/path: a/b.yaml, z: w}                | a/b.yaml
          "internal.config.kubernetes.io/path": a.yaml                              | a.yaml
          {x: 'config.kubernetes.io/path: no', config.kubernetes.io/path: a.yaml}   | a.yaml
          x: y                                                                      | ''
          """)
  void readsThePathHoweverItIsSpelled(String annotations, String path) {
    String text =
        "kind: ResourceList\nitems:\n- apiVersion: v1\n  kind: A\n  metadata:\n    annotations:\n"
            + "      "
            + annotations
            + "\n";
    assertEquals(path, ResourceList.parse(text).items().getFirst().file());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: Deployment~        | standard input: contains no ResourceList; kpt and kustomize send one
          ''                       | standard input: holds no object, only a list or a value
          - a~                     | standard input: holds no object, only a list or a value
          kind: ResourceList~items: [{a: 1}]~ | standard input:2: ResourceList: items: must be a list of '- ' items
          kind: ResourceList~items: x~        | standard input:2: ResourceList: items: must be a list
          {"kind": "ResourceList", "items": []} | standard input:1: ResourceList: must be in YAML's block style, as kpt and kustomize send it, not JSON
          kind: ResourceList~results: [{a: b}]~items:~- a: 1~ | ResourceList: results: must be a list of '- ' items
          kind: ResourceList~items:~- a: "~   | standard input:4: not readable as YAML: a quote is not closed
          kind: ResourceList~items:~- &x {a:~  1}~- *x~ | standard input:5: ResourceList: items[1]: must begin with a dash on its own line and must not be an alias
          """)
  void saysWhatIsWrongWithSomethingElse(String text, String message) {
    FieldException e =
        assertThrows(FieldException.class, () -> ResourceList.parse(text.replace('~', '\n')));
    assertEquals(message, e.finding().toString());
  }
}
