package dev.leasehold.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExclusionTest {
  private static final String POOL =
      """
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: lb
      spec:
        blocks:
          - cidr: 2001:db8::/120 # home
      """;

  private static final String EXCLUDES_TWO =
      """
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: lb
        annotations:
          leasehold.dev/excludes: "db,web"
      spec:
        blocks:
          - cidr: 2001:db8::/120 # home
        serviceSelector:
          matchExpressions:
            - key: io.kubernetes.service.name
              operator: NotIn
              values:
                - db
                - web
      """;

  @Test
  void writesASelectorWhereThereIsNone() {
    assertEquals(EXCLUDES_TWO, excluding(POOL, "web", "db"));
  }

  @Test
  void theSelectorIsRemovedWithTheLastName() {
    assertEquals(POOL, excluding(EXCLUDES_TWO));
  }

  @Test
  void withoutNamesNothingIsWritten() {
    assertEquals(POOL, excluding(POOL));
    Document pool = Document.inFile("pool.yaml", 1, EXCLUDES_TWO);
    assertSame(pool, Exclusion.write(pool, Set.of("db", "web")));
  }

  @Test
  void aNameComesAndGoesBetweenTheOthers() {
    assertEquals(
        EXCLUDES_TWO.replace("db,web", "db,smtp,web").replace("- web", "- smtp\n          - web"),
        excluding(EXCLUDES_TWO, "web", "smtp", "db"));
    assertEquals(
        EXCLUDES_TWO.replace("db,web", "web").replace("          - db\n", ""),
        excluding(EXCLUDES_TWO, "web"));
  }

  @Test
  void theLabelHasAnExpressionOfItsOwn() {
    String both = excluding(EXCLUDES_TWO, "db", "web", "leasehold.dev/host");
    assertEquals(
        EXCLUDES_TWO.replace("db,web", "db,leasehold.dev/host,web")
            + "      - key: leasehold.dev/host\n        operator: DoesNotExist\n",
        both);
    assertEquals(EXCLUDES_TWO, excluding(both, "db", "web"));
    String label = excluding(both, "leasehold.dev/host");
    assertEquals(Set.of("leasehold.dev/host"), Exclusion.of(root(label)));
    assertEquals(POOL, excluding(label));
  }

  @Test
  void whatTheOwnerWroteStays() {
    String own = POOL + selector("[legacy, web]");
    String more = excluding(own, "db", "web");
    String recorded = "  name: lb\n  annotations:\n    leasehold.dev/excludes: db\n";
    assertEquals(POOL.replace("  name: lb\n", recorded) + selector("[db, legacy, web]"), more);
    assertEquals(own, excluding(more), "web was there before");
  }

  private static String selector(String values) {
    return """
      serviceSelector:
        matchLabels: {color: red} # mine
        matchExpressions: # mine too
          - {key: io.kubernetes.service.name, operator: NotIn, values: %s} # old
          - {key: tier, operator: Exists}
    """
        .formatted(values);
  }

  @Test
  void aNameThatWasRemovedByHandComesBack() {
    String without = EXCLUDES_TWO.replace("          - db\n", "");
    assertEquals(EXCLUDES_TWO, excluding(without, "db", "web"));
  }

  @Test
  void jsonAndWindowsLineEndsStayWhatTheyAre() {
    String json =
        "{\"kind\": \"CiliumLoadBalancerIPPool\", \"metadata\": {\"name\": \"lb\"}, \"spec\": {}}\n";
    String excluding = excluding(json, "web");
    assertEquals(
        "{\"kind\": \"CiliumLoadBalancerIPPool\", \"metadata\": {\"name\": \"lb\", \"annotations\":"
            + " {\"leasehold.dev/excludes\": \"web\"}}, \"spec\": {\"serviceSelector\":"
            + " {\"matchExpressions\": [{\"key\": \"io.kubernetes.service.name\", \"operator\":"
            + " \"NotIn\", \"values\": [\"web\"]}]}}}\n",
        excluding);
    String windows = excluding(POOL.replace("\n", "\r\n"), "web", "db");
    assertEquals(EXCLUDES_TWO.replace("\n", "\r\n"), windows);
  }

  @Test
  void noListOfValuesIsEverEmpty() {
    for (String pool : new String[] {EXCLUDES_TWO, POOL + selector("[web]")}) {
      String one = excluding(pool, "web");
      for (String now : new String[] {excluding(one), excluding(one, "leasehold.dev/host")}) {
        assertFalse(now.contains("[]") || now.contains("values:\n      -"), now);
      }
    }
  }

  private static String excluding(String pool, String... names) {
    return Exclusion.write(Document.inFile("pool.yaml", 1, pool), Set.of(names)).text();
  }

  private static Field root(String pool) {
    return Document.inFile("pool.yaml", 1, pool).root();
  }
}
