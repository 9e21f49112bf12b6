package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who owns what. A list is a line of addresses {@code ::1}; a contribution reads {@code
 * owner+1,2~3}: it appends ({@code +}) or replaces ({@code =}) with the current {@code ::1} and
 * {@code ::2} and the draining {@code ::3}; {@code owner?} has no lease. A record reads {@code
 * owner 1,2}.
 */
class SharingTest {
  @ParameterizedTest(name = "{0}: {1}, recorded {2}, fed {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "appends after what is there         | 8 9     | -           | a+1     | 8 9 1   | a 1",
        "the new one stands before the old   | 8 1     | a 1         | a+2~1   | 8 2 1   | a 1,2",
        "the old one goes                    | 8 2 1 9 | a 1,2       | a+2     | 8 2 9   | a 2",
        "is put where the last one went      | 8 1 9   | a 1         | a+2     | 8 2 9   | a 2",
        "what others put between stays there | 2 9 1   | a 1,2       | a+2~1   | 2 9 1   | a 1,2",
        "moved by others: new before old     | 1 9 2   | a 1,2       | a+2~1   | 2 9 1   | a 1,2",
        "comes before what drains            | 8 1 9 2 | a 1,2       | a+3~1,2 | 8 3 1 9 2 | a 1,2,3",
        "replaces what nobody owns           | 8 9     | -           | a=1     | 1       | a 1",
        "IPv4 stays                          | v4 9    | -           | a=1     | v4 1    | a 1",
        "unique local addresses stay         | fd1 9   | -           | a=1     | fd1 1   | a 1",
        "unless one is leased                | fd2 9   | -           | a=fd1   | fd1     | a fd1",
        "words stay                          | $x 9    | -           | a=1     | $x 1    | a 1",
        "another's is not swept              | 5 1     | a 1;b 5     | a=2     | 5 2     | a 2;b 5",
        "both change apart                   | 1 5     | a 1;b 5     | a=2 b=6 | 2 6     | a 2;b 6",
        "current ones of all come first      | -       | -           | a+1~2 b+3~4 | 1 3 2 4 | a 1,2;b 3,4",
        "of whom nothing is known it stays   | 1 5 9   | a 1;b 5     | a=2 b?  | 2 5 9   | a 2;b 5",
        "no lease, nothing added             | 9       | -           | a?      | 9       | -",
        "lost: what it added goes            | 8 1     | a 1         | a+      | 8       | -",
        "lost, and replacing: all of IPv6 go | v4 8 1  | a 1         | a=      | v4      | -",
        "unrecorded is taken for its own     | 8 1     | -           | a+1     | 8 1     | a 1",
        "somebody's, when it had others      | 8 2 1   | a 1         | a+2     | 8 2     | a",
        "somebody's, and has nothing else    | 8 2     | a           | a+2     | 8 2     | a",
        "somebody's stays where it is        | 1 8 2   | a 1         | a+2~1   | 1 8 2   | a 1",
        "somebody's, whatever others want    | 8 2     | a 1         | a+2 b+3 | 8 2 3   | a;b 3",
        "taken over where one replaces       | 8 2     | a 1         | a=2     | 2       | a 2",
        "two want the same                   | 1       | a 1         | a+1 b+1 | 1       | a 1;b 1",
        "one of two wants it no longer       | 1       | a 1;b 1     | a+2 b+1 | 2 1     | a 2;b 1",
        "twice there, once is enough         | 1 8 1   | a 1         | a+1     | 1 8     | a 1",
        "taken out by hand, it comes back    | 8       | a 1         | a+1     | 8 1     | a 1",
        "taken out by hand, without a lease  | 8       | a 1         | a?      | 8       | -",
      })
  void decides(
      String law, String list, String record, String contributions, String after, String owned) {
    AddressList addresses = list(list);
    Sharing sharing =
        Sharing.of(addresses, contributions(contributions), List.of(), record(record));
    assertEquals(after, short_(sharing.after()), law);
    assertEquals(record(owned), merged(record(record), sharing), law);
    Sharing again = Sharing.of(list(after), contributions(contributions), List.of(), record(owned));
    assertEquals(after, short_(again.after()), "a second time: " + law);
    assertEquals(record(owned), merged(record(owned), again), "a second time: " + law);
  }

  @Test
  void entriesOfDeletedOwnersAreRemoved() {
    Sharing sharing = Sharing.of(list("1 5 9"), List.of(), List.of("b"), record("a 1;b 5"));
    assertEquals("1 9", short_(sharing.after()));
  }

  @Test
  void replacingReportsEntriesThatNoRecordExplains() {
    Sharing sharing = Sharing.of(list("1 9"), contributions("a=2"), List.of(), record("a 1"));
    assertEquals(List.of(range("9")), sharing.unexplained());
    sharing = Sharing.of(list("1 9"), contributions("a=2"), List.of(), Owned.NOTHING);
    assertEquals(List.of(range("1"), range("9")), sharing.unexplained(), "the first time");
  }

  @Test
  void addressesInsideAnothersAreLeftToThatOne() {
    Contribution whole = contribution("a", Owned.parse("2001:db8::/64"));
    Contribution part = contribution("b", Owned.parse("2001:db8::1000/120"));
    Sharing sharing = Sharing.of(pool(), List.of(whole, part), List.of(), Owned.NOTHING);
    assertEquals(List.of("2001:db8::/64"), sharing.after());
    assertEquals(List.of("a"), List.copyOf(new Owned(sharing.owned()).byOwner().keySet()));
  }

  @Test
  void addressesThatOverlapInPartAreRefused() {
    Contribution one = contribution("a", Owned.parse("2001:db8::1-2001:db8::5"));
    Contribution two = contribution("b", Owned.parse("2001:db8::4-2001:db8::9"));
    AddressException refused =
        assertThrows(
            AddressException.class,
            () -> Sharing.of(pool(), List.of(one, two), List.of(), Owned.NOTHING));
    assertEquals(
        "2001:db8::1-2001:db8::5 and 2001:db8::4-2001:db8::9 overlap; bind them to two objects",
        refused.getMessage());
  }

  private static AddressList pool() {
    return new EntryList(
        Document.inFile("", 1, "kind: Pool\n").root(),
        List.of("l"),
        FormTest.form("IPAddressPool"));
  }

  private static Contribution contribution(String owner, AddressRange range) {
    return new Contribution(
        owner,
        Contribution.Strategy.APPEND,
        true,
        List.of(new Contribution.HeldRange(range, true)));
  }

  private static AddressList list(String list) {
    StringBuilder yaml = new StringBuilder("l:");
    for (String item : words(list)) {
      yaml.append("\n- ").append(long_(item));
    }
    return new EntryList(
        Document.inFile("", 1, yaml.append('\n').toString()).root(),
        List.of("l"),
        new SingleAddresses());
  }

  private static List<String> words(String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split(" "));
  }

  private static String long_(String item) {
    return switch (item) {
      case "v4" -> "192.0.2.1";
      case "$x" -> "$x";
      case "fd1", "fd2" -> item.replace("fd", "fd0") + "::1";
      default -> "::" + item;
    };
  }

  private static String short_(List<String> after) {
    return String.join(
        " ",
        after.stream()
            .map(item ->
                item.replace("192.0.2.1", "v4").replaceAll("fd0(.)::1", "fd$1").replace("::", ""))
            .toList());
  }

  private static AddressRange range(String item) {
    return Owned.parse(long_(item));
  }

  /** With those who do not feed this list. */
  private static Owned merged(Owned before, Sharing sharing) {
    NavigableMap<String, NavigableSet<AddressRange>> all = new TreeMap<>(before.byOwner());
    all.keySet().remove("a");
    if (sharing.owned().containsKey("b")) {
      all.remove("b");
    }
    all.putAll(sharing.owned());
    return new Owned(all);
  }

  private static Owned record(String text) {
    TreeMap<String, NavigableSet<AddressRange>> owned = new TreeMap<>();
    if (text != null) {
      for (String owner : text.strip().split(";")) {
        String[] parts = owner.split(" ", 2);
        TreeSet<AddressRange> ranges = new TreeSet<>();
        for (String item :
            parts.length < 2 || parts[1].isEmpty() ? new String[0] : parts[1].split(",")) {
          ranges.add(range(item));
        }
        owned.put(parts[0], ranges);
      }
    }
    return new Owned(owned);
  }

  private static List<Contribution> contributions(String text) {
    List<Contribution> contributions = new ArrayList<>();
    for (String contribution : words(text)) {
      String owner = contribution.substring(0, 1);
      Contribution.Strategy strategy =
          contribution.charAt(1) == '='
              ? Contribution.Strategy.REPLACE
              : Contribution.Strategy.APPEND;
      List<Contribution.HeldRange> held = new ArrayList<>();
      boolean current = true;
      for (String part : contribution.substring(2).split("~", -1)) {
        for (String item : part.isEmpty() ? new String[0] : part.split(",")) {
          held.add(new Contribution.HeldRange(range(item), current));
        }
        current = false;
      }
      contributions.add(new Contribution(owner, strategy, contribution.charAt(1) != '?', held));
    }
    return contributions;
  }
}
