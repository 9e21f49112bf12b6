package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.api.TargetKindSpec;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How each kind spells addresses, and how it reads what people spelled. */
class FormTest {
  private static final AddressRange CIDR = Owned.parse("2001:db8::1000/120");
  private static final AddressRange RANGE = Owned.parse("2001:db8::2000-2001:db8::1:1fff");
  private static final AddressRange ONE = Owned.parse("2001:db8::80");

  /** As the kind's TargetKind describes it. */
  static Form form(String kind) {
    return TargetKinds.builtIn(kind)
        .filter(DescribedTarget.class::isInstance)
        .map(target -> new EntryForm(((DescribedTarget) target).spec().entries()))
        .orElseThrow();
  }

  private static List<ListEntry> entries(Form form, AddressRange range) {
    return form.elements(range).stream().map(Element::entry).toList();
  }

  private static ListEntry text(String text) {
    return new ListEntry.Text(text);
  }

  private static Optional<AddressRange> read(Form form, String yaml) {
    Field item =
        Document.inFile("a.yaml", 1, "l:\n- " + yaml + "\n").root().get("l").items().getFirst();
    return form.addresses(item);
  }

  @Test
  void ciliumHasBlocksOfACidrOrOfStartAndStop() {
    Form form = form("CiliumLoadBalancerIPPool");
    assertEquals(List.of(ListEntry.Fields.of("cidr", "2001:db8::1000/120")), entries(form, CIDR));
    assertEquals(
        List.of(ListEntry.Fields.of("start", "2001:db8::2000", "stop", "2001:db8::1:1fff")),
        entries(form, RANGE));
    assertEquals(Optional.of(CIDR), read(form, "{cidr: '2001:DB8::10ff/120'}"));
    assertEquals(Optional.of(ONE), read(form, "{start: '2001:db8::80'}"));
    assertEquals(
        Optional.of(RANGE), read(form, "{stop: '2001:db8::1:1fff', start: '2001:db8::2000'}"));
    assertEquals(Optional.empty(), read(form, "{start: '2001:db8::9', stop: '2001:db8::1'}"));
    assertEquals(Optional.empty(), read(form, "{start: '2001:db8::9', stop: 10.0.0.1}"));
    assertEquals(Optional.empty(), read(form, "{stop: '2001:db8::9'}"));
  }

  @Test
  void groupsAndSetsHaveTheFewestCidrs() {
    assertEquals(List.of(text("2001:db8::1000/120")), entries(form("CiliumCIDRGroup"), CIDR));
    assertEquals(
        List.of(
            text("2001:db8::2000/115"),
            text("2001:db8::4000/114"),
            text("2001:db8::8000/113"),
            text("2001:db8::1:0/115")),
        entries(form("CiliumCIDRGroup"), RANGE));
  }

  @Test
  void metalLbHasCidrsOrRanges() {
    assertEquals(List.of(text("2001:db8::1000/120")), entries(form("IPAddressPool"), CIDR));
    assertEquals(
        List.of(text("2001:db8::2000-2001:db8::1:1fff")), entries(form("IPAddressPool"), RANGE));
    assertEquals(
        Optional.of(RANGE), read(form("IPAddressPool"), "2001:DB8::2000 - 2001:db8::1:1fff"));
  }

  @Test
  void gatewaysServicesAndDnsHaveSingleAddresses() {
    assertEquals(List.of(text("2001:db8::80")), entries(new SingleAddresses(), ONE));
    assertEquals(
        List.of(ListEntry.Fields.of("type", "IPAddress", "value", "2001:db8::80").implying("type")),
        entries(form("Gateway"), ONE));
    for (Form form : List.of(new SingleAddresses(), form("Gateway"))) {
      AddressException refused = assertThrows(AddressException.class, () -> form.elements(CIDR));
      assertEquals(
          "2001:db8::1000/120 is more than one address, and the target takes one; bind a host",
          refused.getMessage());
    }
    assertEquals(Optional.of(ONE), read(form("Gateway"), "{value: '2001:db8::80'}"));
    assertEquals(Optional.empty(), read(form("Gateway"), "{type: NamedAddress, value: '::1'}"));
  }

  @Test
  void inAnyOtherFieldAnAddressIsAloneAndMoreAreACidrOrARange() {
    assertEquals(List.of(text("2001:db8::80")), entries(new AsFound(), ONE));
    assertEquals(List.of(text("2001:db8::1000/120")), entries(new AsFound(), CIDR));
    assertEquals(List.of(text("2001:db8::2000-2001:db8::1:1fff")), entries(new AsFound(), RANGE));
  }

  /** As a TargetKind of a package may describe it. */
  private static Form described(String entry, String... optional) {
    String text =
        "metadata: {name: a}\nspec: {group: example.org, kind: A, field: a, optional: ["
            + String.join(", ", optional)
            + "], entry: "
            + entry
            + "}\n";
    Field root = Document.inFile("a.yaml", 1, text).root();
    return new EntryForm(TargetKindSpec.read(root).entries());
  }

  @Test
  void aTextHasTheCharactersAroundTheAddresses() {
    Form form = described("['[${address}]:443', 'net ${cidr}']");
    assertEquals(List.of(text("[2001:db8::80]:443")), entries(form, ONE));
    assertEquals(List.of(text("net 2001:db8::1000/120")), entries(form, CIDR));
    assertEquals(4, entries(form, RANGE).size());
    assertEquals(Optional.of(ONE), read(form, "'[2001:db8::80]:443'"));
    assertEquals(Optional.of(CIDR), read(form, "net 2001:db8::1000/120"));
    assertEquals(Optional.empty(), read(form, "'[2001:db8::80]'"));
    assertEquals(Optional.empty(), read(form, "'[]:443'"));
    assertEquals("2001:db8::80", form.shown(ONE));
    assertEquals("2001:db8::1000/120", form.shown(CIDR));
  }

  @Test
  void aNestedEntryIsYamlOnOneLine() {
    Form form = described("{a: {kind: x, net: '${cidr}', port: 53}, 'on': true}", "a.kind");
    assertEquals(
        List.of(
            new ListEntry.Spelled(
                "{a: {kind: \"x\", net: \"2001:db8::1000/120\", port: 53}, \"on\": true}")),
        entries(form, CIDR));
    assertEquals(
        Optional.of(CIDR), read(form, "{'on': true, a: {net: '2001:db8::1000/120', port: 53}}"));
    assertEquals(
        Optional.empty(), read(form, "{'on': true, a: {net: '2001:db8::1000/120', port: 54}}"));
    assertEquals(Optional.empty(), read(form, "{'on': true, a: text}"));
    assertEquals(Optional.empty(), read(form, "{'on': true}"));
  }

  @Test
  void readsOrSkipsAnyElement() {
    List<Form> forms =
        List.of(
            form("CiliumLoadBalancerIPPool"),
            form("CiliumCIDRGroup"),
            form("IPAddressPool"),
            form("Gateway"),
            new SingleAddresses(),
            new AsFound());
    for (Form form : forms) {
      for (String yaml :
          List.of(
              "",
              "null",
              "[]",
              "{}",
              "[a]",
              "{cidr: [1]}",
              "{cidr: {a: b}}",
              "{cidr: }",
              "{start: }",
              "{start: [1]}",
              "{value: [1]}",
              "{type: [1], value: '::1'}",
              "-",
              "'-'",
              "a-b",
              "'::1-'",
              "'::1/'",
              "'::1/999'",
              "'/'",
              "$V",
              "12",
              "1.5",
              "true",
              "::1/x-::2")) {
        assertEquals(Optional.empty(), read(form, yaml), form + " " + yaml);
      }
    }
  }

  @Test
  void readsWhatItWrites() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      String first = "2001:db8::" + Integer.toHexString(random.nextInt(0x8000));
      String last = "2001:db8::1:" + Integer.toHexString(random.nextInt(0x8000));
      AddressRange range = Owned.parse(random.nextBoolean() ? first : first + "-" + last);
      assertEquals(range, Owned.parse(Owned.text(range)));
      List<Form> forms =
          List.of(
              form("CiliumLoadBalancerIPPool"),
              form("IPAddressPool"),
              new AsFound(),
              form("CiliumCIDRGroup"),
              described("{a: {from: '<${first}>', to: '${last}', kind: x}}", "a.kind"),
              described("'${first}-${last};'"));
      for (Form form : forms) {
        for (Element element : form.elements(range)) {
          String yaml =
              switch (element.entry()) {
                case ListEntry.Text(String text) -> "'" + text + "'";
                case ListEntry.Spelled(String spelled) -> spelled;
                case ListEntry.Fields fields -> flow(fields);
              };
          assertEquals(Optional.of(element.addresses()), read(form, yaml));
        }
      }
    }
  }

  private static String flow(ListEntry.Fields fields) {
    StringBuilder out = new StringBuilder("{");
    fields
        .values()
        .forEach((key, value) -> out.append(key).append(": '").append(value).append("', "));
    return out.append("}").toString();
  }
}
