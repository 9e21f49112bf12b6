package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixLeaseTest {
  private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant ELEVEN = Instant.parse("2026-11-21T11:00:00Z");
  private static final Prefix OLD = Prefix.parse("2001:db8:1234::/60");
  private static final Prefix NEW = Prefix.parse("2001:db8:5678::/60");

  private static final PrefixLease FIRST =
      new PrefixLease("home", "router-advertisement", List.of(new PrefixLease.Current(OLD, TEN)));
  private static final PrefixLease DRAINING =
      new PrefixLease(
          "home",
          "dhcpv6-pd",
          List.of(
              new PrefixLease.Current(NEW, ELEVEN),
              new PrefixLease.Draining(OLD, TEN, Instant.parse("2026-11-21T12:00:00Z"))));

  private static final String FIRST_TEXT =
      """
      # Written by the Leasehold watcher.
      apiVersion: leasehold.dev/v1alpha1
      kind: PrefixLease
      metadata:
        name: home
        annotations:
          config.kubernetes.io/local-config: "true"
      spec:
        source: router-advertisement
        prefixes:
          - prefix: "2001:db8:1234::/60"
            state: Current
            since: "2026-11-21T10:00:00Z"
      """;

  @Test
  void aNewLeaseIsADocumentOfItsOwn() {
    Document document = FIRST.write(Optional.empty(), "leases/home.yaml");
    assertEquals("leases/home.yaml", document.file());
    assertEquals(FIRST_TEXT, document.text());
  }

  @Test
  void aSuccessorComesFirst() {
    Document document = DRAINING.write(Optional.of(document(FIRST_TEXT)), "unused.yaml");
    assertEquals("a.yaml", document.file());
    assertEquals(
        """
        # Written by the Leasehold watcher.
        apiVersion: leasehold.dev/v1alpha1
        kind: PrefixLease
        metadata:
          name: home
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          source: dhcpv6-pd
          prefixes:
            - prefix: "2001:db8:5678::/60"
              state: Current
              since: "2026-11-21T11:00:00Z"
            - prefix: "2001:db8:1234::/60"
              state: Draining
              since: "2026-11-21T10:00:00Z"
              drainUntil: "2026-11-21T12:00:00Z"
        """,
        document.text());
  }

  @Test
  void aServiceThatKeepsItsHostPartHasALineOfItsOwn() {
    PrefixLease.KeptService wiki =
        new PrefixLease.KeptService(
            new DynamicPrefix.ServiceRef("apps", "wiki"), Address.parse("::7"));
    PrefixLease.KeptService web =
        new PrefixLease.KeptService(
            new DynamicPrefix.ServiceRef("apps", "on"), Address.parse("::1:0:0:5"));
    PrefixLease first = new PrefixLease("home", "x", List.of(new PrefixLease.Current(NEW, ELEVEN)));
    PrefixLease kept = first.keeping(List.of(wiki, web));
    Document document = kept.write(Optional.empty(), "a.yaml");
    assertEquals(
        """
          services:
            - {prefix: "2001:db8:5678::/60", namespace: "apps", name: "on", hostPart: "::1:0:0:5"}
            - {prefix: "2001:db8:5678::/60", namespace: "apps", name: "wiki", hostPart: "::7"}
        """,
        document.text().substring(document.text().indexOf("  services:")));
    assertEquals(kept, read(document.text()));
    assertSame(document, kept.write(Optional.of(document), "a.yaml"));
    String edited = document.text().replace("hostPart: \"::7\"}", "hostPart: \"::7\"} # mine");
    PrefixLease next =
        new PrefixLease(
            "home",
            "x",
            List.of(
                new PrefixLease.Current(OLD, ELEVEN),
                kept.current().orElseThrow().draining(new Drain.Until(ELEVEN))));
    PrefixLease both = next.keeping(List.of(web));
    String text = both.write(Optional.of(document(edited)), "a.yaml").text();
    assertEquals(
        """
          services:
            - {prefix: "2001:db8:1234::/60", namespace: "apps", name: "on", hostPart: "::1:0:0:5"}
            - {prefix: "2001:db8:5678::/60", namespace: "apps", name: "on", hostPart: "::1:0:0:5"}
            - {prefix: "2001:db8:5678::/60", namespace: "apps", name: "wiki", hostPart: "::7"} # mine
        """,
        text.substring(text.indexOf("  services:")));
    assertEquals(both, read(text));
    PrefixLease none = new PrefixLease("home", "x", List.of(new PrefixLease.Current(OLD, ELEVEN)));
    assertFalse(none.write(Optional.of(document(text)), "a.yaml").mentions("services"));
    assertThrows(IllegalStateException.class, () -> both.keeping(List.of(wiki)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prefix: \"2001:db8:5678::/60\"|prefix: \"2001:db8::/60\"|services[0].prefix: is not one of"
            + " the prefixes of this lease; remove the line",
        "\"::8\"|\"::7\"|services[1].hostPart: duplicate host part in 2001:db8:5678::/60",
        "\"b\"|\"a\"|services[1]: duplicate Service apps/a in 2001:db8:5678::/60",
        "\"::8\"|\"1:0:0:0:8::\"|services[1].hostPart: is longer than the host part of"
            + " 2001:db8:5678::/60",
        "\"::8\"|8|services[1].hostPart: invalid IPv6 host part '8'; write it as ::8",
        "\"b\"|\"B\"|services[1].name: invalid object name 'B': write words of a-z, 0-9 and '-',"
            + " with dots",
        "hostPart: \"::8\"|suffix: \"::8\"|services[1].suffix: unknown field; valid fields are prefix,"
            + " namespace, name, hostPart",
      })
  void whatCannotBeKeptNamesTheLine(String right, String wrong, String message) {
    PrefixLease lease =
        new PrefixLease("home", "x", List.of(new PrefixLease.Current(NEW, ELEVEN)))
            .keeping(
                List.of(
                    new PrefixLease.KeptService(
                        new DynamicPrefix.ServiceRef("apps", "a"), Address.parse("::7")),
                    new PrefixLease.KeptService(
                        new DynamicPrefix.ServiceRef("apps", "b"), Address.parse("::8"))));
    String text = lease.write(Optional.empty(), "a.yaml").text();
    int at = text.indexOf("services:");
    String edited = text.substring(0, at) + text.substring(at).replace(right, wrong);
    FieldException problem = assertThrows(FieldException.class, () -> read(edited));
    assertTrue(problem.finding().toString().endsWith(message), problem.finding().toString());
  }

  @Test
  void moreServicesThanCanHaveAPoolAreRefused() {
    List<PrefixLease.KeptService> many = new ArrayList<>();
    for (int i = 0; i <= PrefixLease.MOST_SERVICES; i++) {
      many.add(
          new PrefixLease.KeptService(
              new DynamicPrefix.ServiceRef("apps", "s" + i), Address.parse("::" + i)));
    }
    PrefixLease lease = new PrefixLease("home", "x", List.of(new PrefixLease.Current(NEW, ELEVEN)));
    assertThrows(IllegalArgumentException.class, () -> lease.keeping(many));
    String text =
        lease
            .keeping(many.subList(0, PrefixLease.MOST_SERVICES))
            .write(Optional.empty(), "a.yaml")
            .text();
    String more =
        text
            + "    - {prefix: \"2001:db8:5678::/60\", namespace: a, name: b, hostPart: \"::fff\"}\n";
    FieldException problem = assertThrows(FieldException.class, () -> read(more));
    assertTrue(problem.finding().message().startsWith("at most 500 "), problem.finding().message());
  }

  @Test
  void anUnchangedLeaseIsTheSameDocument() {
    Document document = document(FIRST_TEXT);
    assertSame(document, FIRST.write(Optional.of(document), "unused.yaml"));
  }

  @Test
  void handMadeFormattingAndCommentsStay() {
    String text =
        """
        kind: PrefixLease   # ours
        apiVersion: leasehold.dev/v1alpha1
        metadata: {name: home, labels: {site: here}}
        spec:
            prefixes:   # newest first
              # the line of the house
              -   {since: 2026-11-21T10:00:00Z, state: Current, prefix: 2001:db8:1234::/60}   # one
            source: 'router-advertisement'
        """;
    PrefixLease next =
        new PrefixLease("home", "dhcpv6-pd", List.of(new PrefixLease.Current(NEW, ELEVEN)));
    assertEquals(
        """
        kind: PrefixLease   # ours
        apiVersion: leasehold.dev/v1alpha1
        metadata: {name: home, labels: {site: here}}
        spec:
            prefixes:   # newest first
              # the line of the house
              -   {since: "2026-11-21T11:00:00Z", state: Current, prefix: 2001:db8:5678::/60}   # one
            source: 'dhcpv6-pd'
        """,
        next.write(Optional.of(document(text)), "unused.yaml").text());
  }

  @Test
  void aLeaseMayBeWithoutAnyPrefix() {
    PrefixLease none = new PrefixLease("home", "dhcpv6-pd", List.of());
    String text = none.write(Optional.of(document(FIRST_TEXT)), "unused.yaml").text();
    assertEquals(none, read(text));
    assertEquals(
        FIRST.entries(), read(FIRST.write(Optional.of(document(text)), "").text()).entries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "null", "12", "1e3", "home-2"})
  void anyNameStaysAName(String name) {
    PrefixLease lease = new PrefixLease(name, "yes", List.of());
    assertEquals(lease, read(lease.write(Optional.empty(), "a.yaml").text()));
    assertEquals(
        name.equals("home-2"),
        lease.write(Optional.empty(), "a.yaml").text().contains("  name: " + name + "\n"));
  }

  /** However the watcher goes on from lease to lease, each is read as it was written. */
  @Test
  void readsWhatItWrote() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      Optional<Document> document =
          random.nextBoolean() ? Optional.empty() : Optional.of(document(FIRST_TEXT));
      for (int step = 0; step < 4; step++) {
        PrefixLease lease = random(random);
        document = Optional.of(lease.write(document, "a.yaml"));
        assertEquals(lease, read(document.get().text()));
      }
    }
  }

  private static PrefixLease random(Random random) {
    List<PrefixLease.Entry> entries = new ArrayList<>();
    int first = random.nextInt(8);
    if (random.nextInt(4) > 0) {
      entries.add(new PrefixLease.Current(prefix(first), TEN.plusSeconds(random.nextInt(9))));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Instant since = TEN.plusSeconds(random.nextInt(9));
      entries.add(new PrefixLease.Draining(prefix(first + i), since, since.plusSeconds(60)));
    }
    return new PrefixLease("home", random.nextBoolean() ? "dhcpv6-pd" : "ra", entries);
  }

  private static Prefix prefix(int number) {
    return Prefix.parse("2001:db8:" + Integer.toHexString(number + 1) + "::/56");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          state: Current           | state: current   | a.yaml:12: PrefixLease home: spec.prefixes[0].state: 'current' is not one of Current, Draining
          state: Current           | state: Draining  | a.yaml:11: PrefixLease home: spec.prefixes[0].drainUntil: is missing
          "2026-11-21T10:00:00Z"   | yesterday        | a.yaml:13: PrefixLease home: spec.prefixes[0].since: invalid time 'yesterday'; write it as 2026-11-21T10:00:00Z
          1234::/60                | 1234::1/60       | a.yaml:11: PrefixLease home: spec.prefixes[0].prefix: 2001:db8:1234::1/60 has host bits; write 2001:db8:1234::/60
          2001:db8:1234::/60       | 192.0.2.0/24     | a.yaml:11: PrefixLease home: spec.prefixes[0].prefix: 192.0.2.0/24 is not an IPv6 prefix; use a PublicIPLease for an IPv4 address
          since:                   | sinse:           | a.yaml:13: PrefixLease home: spec.prefixes[0].sinse: unknown field; valid fields are prefix, state, since, drainUntil, drainPeriod
          source:                  | sorce:           | a.yaml:9: PrefixLease home: spec.sorce: unknown field; valid fields are source, prefixes, services
          name: home               | name: all        | a.yaml:5: PrefixLease all: metadata.name: name 'all' is reserved; choose another
          """)
  void anErrorNamesTheField(String good, String bad, String message) {
    String text = FIRST_TEXT.replace(good, bad);
    assertEquals(message, assertThrows(FieldException.class, () -> read(text)).getMessage());
  }

  @Test
  void twoCurrentPrefixesOrOneTwiceDoNotFitTogether() {
    String entry = "    - {prefix: \"PREFIX\", state: Current, since: \"2026-11-21T10:00:00Z\"}\n";
    String two = FIRST_TEXT + entry.replace("PREFIX", "2001:db8:5678::/60");
    assertEquals(
        "a.yaml:11: PrefixLease home: spec.prefixes: exactly one prefix must be current, and it"
            + " must come first",
        assertThrows(FieldException.class, () -> read(two)).getMessage());
    String twice =
        FIRST_TEXT
            + entry
                .replace("PREFIX", "2001:db8:1234::/60")
                .replace("Current,", "Draining, drainUntil: \"2026-11-21T10:00:00Z\",");
    assertEquals(
        "a.yaml:11: PrefixLease home: spec.prefixes: duplicate prefix",
        assertThrows(FieldException.class, () -> read(twice)).getMessage());
  }

  private static PrefixLease read(String text) {
    return PrefixLease.read(document(text).root());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
