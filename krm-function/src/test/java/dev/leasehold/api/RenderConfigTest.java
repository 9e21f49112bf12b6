package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.setters.SetterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderConfigTest {
  @Test
  void readsEverythingThatItMaySay() {
    RenderConfig config =
        read(
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: RenderConfig
            metadata: {name: home}
            spec:
              ciliumVersion: "1.18"
              setters:
                bgp-peer-asn: 65010
                node-cidr: 10.80.0.0/24
                none:
                zones: [a, "2"]
              derivedSetters:
              - {name: node-gateway-ip, cidr: "${node-cidr}", host: 254}
              - {name: node-network, cidr: "${node-cidr}", octets: 3}
              components: [bgp, l2, gateway]
              annotationPrefixes:
                externalDns: [dns.example]
            """);
    assertEquals(new CiliumVersion(18), config.ciliumVersion());
    assertEquals(List.of("bgp", "l2", "gateway"), config.components());
    assertEquals(List.of("dns.example"), config.externalDnsPrefixes());
    assertEquals(
        Map.of(
            "bgp-peer-asn",
            text("65010"),
            "node-cidr",
            text("10.80.0.0/24"),
            "none",
            text(""),
            "zones",
            new SetterValue.Items(List.of(new ListEntry.Text("a"), new ListEntry.Text("2"))),
            "node-gateway-ip",
            text("10.80.0.254"),
            "node-network",
            text("10.80.0")),
        values(config));
    assertEquals(
        "a.yaml:7: RenderConfig home: spec.setters.bgp-peer-asn",
        config.setters().firstEntry().getValue().place().toString());
  }

  @Test
  void hasDefaultsForAllOfIt() {
    RenderConfig config = read("{spec: {ciliumVersion: }}");
    assertEquals(CiliumVersion.NEWEST, config.ciliumVersion());
    assertEquals(
        List.of("external-dns.kubernetes.io", "external-dns.alpha.kubernetes.io"),
        config.externalDnsPrefixes());
    assertEquals(Map.of(), values(config));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {setter: {a: b}}                | spec.setter: unknown field; valid fields are ciliumVersion, setters, derivedSetters, components, annotationPrefixes
          {ciliumVersion: "1.2"}          | spec.ciliumVersion: unsupported version '1.2'; write "1.16" to "1.21", in quotes
          {setters: [a]}                  | spec.setters: must be a mapping of fields
          {setters: {a: {b: c}}}          | spec.setters.a: must be a single value or a list
          {setters: {a: [&x [b], *x]}}    | spec.setters.a[1]: is an alias, which a setter does not copy; write the value itself
          {setters: {"a b": c}}           | spec.setters.a b: invalid setter name 'a b'
          {components: bgp}               | spec.components: must be a list
          {annotationPrefixes: {dns: []}} | spec.annotationPrefixes.dns: unknown field; valid fields are externalDns
          {derivedSetters: [{name: a, cidr: 10.0.0.0/8}]}                  | spec.derivedSetters[0].host: is missing
          {derivedSetters: [{name: a, cidr: 10.0.0.1/8, host: 1}]}         | spec.derivedSetters[0].cidr: 10.0.0.1/8 has host bits; write 10.0.0.0/8
          {derivedSetters: [{name: a, cidr: 10.0.0.0/8, host: -1}]}        | spec.derivedSetters[0].host: invalid host number '-1'; write 1, 2, …
          {derivedSetters: [{name: a, cidr: 10.0.0.0/8, octets: 4}]}       | spec.derivedSetters[0].octets: invalid count '4'; write 1, 2 or 3
          {derivedSetters: [{name: a, cidr: 10.0.0.0/8, octets: 0}]}       | spec.derivedSetters[0].octets: invalid count '0'; write 1, 2 or 3
          {derivedSetters: [{name: a, cidr: 10.0.0.0/8, octets: x}]}       | spec.derivedSetters[0].octets: invalid count 'x'; write 1, 2 or 3
          {derivedSetters: [{name: a, cidr: "::/8", octets: 3}]}           | spec.derivedSetters[0].cidr: ::/8 is not IPv4, so it has no octets
          {derivedSetters: [{name: a, cidr: "::/8", octets: 3, host: 1}]}  | spec.derivedSetters[0]: has both host and octets; keep one
          {derivedSetters: [{name: a, cidr: 10.0.0.0/30, host: 4}]}        | spec.derivedSetters[0].host: host 4 is outside 10.0.0.0/30
          {derivedSetters: [{name: a, cidr: "${b}", host: 4}]}             | spec.derivedSetters[0].cidr: setter 'b' has no single value; set one
          {setters: {b: x}, derivedSetters: [{name: a, cidr: "${b}", host: 4}]} | spec.derivedSetters[0].cidr: 'x' needs a length in bits: ADDRESS/LENGTH
          {setters: {b: x}, derivedSetters: [{name: a, cidr: "::/64", host: "${b}"}]} | spec.derivedSetters[0].host: invalid host number 'x'; write 1, 2, …
          {setters: {a: x}, derivedSetters: [{name: a, cidr: "::/64", host: 1}]} | spec.derivedSetters[0].name: duplicate setter 'a': also set in spec.setters; keep one
          {derivedSetters: [{name: a, cidr: "::/64", host: 1}, {name: a, cidr: "::/64", host: 1}]} | spec.derivedSetters[1].name: duplicate setter 'a': derived twice; keep one
          """)
  void anErrorNamesTheField(String spec, String error) {
    FieldException e =
        assertThrows(
            FieldException.class,
            () -> read("{metadata: {name: a}, spec: " + spec + "}").allSetters());
    assertEquals("a.yaml:1: a: " + error, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [a, b]       | a+b
          '[a, b]'     | a+b
          "- a\\n- b"  | a+b
          "- a\\n"     | a
          "[]"         | none
          '[a, {b: c}]'| a+{b: c}
          '[::]:80'    | [::]:80
          '- a: b'     | {a: b}
          "- a\\nb: c" | - a~b: c
          '[a'         | [a
          "-"          | -
          """)
  void aConfigMapHoldsListsAsYamlOrAsItsText(String value, String expected) {
    RenderConfig config =
        RenderConfig.readConfigMap(
            Document.inFile("a.yaml", 1, "data:\n  v: " + value + "\n").root());
    SetterValue expectedValue =
        expected.startsWith("[") || expected.startsWith("-")
            ? text(expected.replace('~', '\n'))
            : new SetterValue.Items(
                expected.equals("none") ? List.of() : entries(expected.split("[+]")),
                expected.contains("{") ? value.replace("'", "") : "");
    assertEquals(Map.of("v", expectedValue), values(config));
  }

  private static List<ListEntry> entries(String... expected) {
    List<ListEntry> entries = new ArrayList<>();
    for (String entry : expected) {
      boolean isSpelled = entry.startsWith("{") || entry.equals("1") || entry.equals("2");
      entries.add(isSpelled ? new ListEntry.Spelled(entry) : new ListEntry.Text(entry));
    }
    return entries;
  }

  @Test
  void dataThatIsAListIsMalformed() {
    FieldException e =
        assertThrows(
            FieldException.class,
            () -> RenderConfig.readConfigMap(Document.inFile("a.yaml", 1, "data: [a]\n").root()));
    assertEquals("a.yaml:1: data: must be a mapping of fields", e.getMessage());
  }

  @Test
  void whatTheUpperOneNamesWins() {
    RenderConfig below =
        read(
            """
            spec:
              ciliumVersion: "1.16"
              components: [l2]
              setters: {a: below, b: below, n: 10.0.0.0/24}
              derivedSetters:
              - {name: d, cidr: "${n}", host: 1}
              - {name: e, cidr: "${n}", host: 2}
              - {name: f, cidr: "${n}", host: 3}
            """);
    RenderConfig above =
        read(
            """
            spec:
              setters: {a: above, d: given, n: 10.9.0.0/24}
              derivedSetters:
              - {name: b, cidr: "${n}", host: 9}
              - {name: e, cidr: "${n}", host: 8}
            """);
    RenderConfig both = above.over(below);
    assertEquals("1.16", both.ciliumVersion().toString());
    assertEquals(List.of("l2"), both.components());
    assertEquals(
        Map.of(
            "a", text("above"),
            "b", text("10.9.0.9"),
            "d", text("given"),
            "e", text("10.9.0.8"),
            "f", text("10.9.0.3"),
            "n", text("10.9.0.0/24")),
        values(both));
    assertEquals(values(below), values(below.over(RenderConfig.NONE)));
    assertEquals(values(below), values(RenderConfig.NONE.over(below)));
  }

  private static SetterValue text(String text) {
    return new SetterValue.Single(text);
  }

  private static Map<String, SetterValue> values(RenderConfig config) {
    Map<String, SetterValue> values = new TreeMap<>();
    config.allSetters().forEach((name, given) -> values.put(name, given.value()));
    return values;
  }

  private static RenderConfig read(String text) {
    return RenderConfig.read(Document.inFile("a.yaml", 1, text).root());
  }
}
