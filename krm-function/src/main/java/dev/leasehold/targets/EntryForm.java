package dev.leasehold.targets;

import dev.leasehold.api.EntryPattern;
import dev.leasehold.api.EntryPattern.Leaf;
import dev.leasehold.api.EntryPattern.Part;
import dev.leasehold.api.EntryPattern.Value;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;

/**
 * As a TargetKind describes it: the first spelling that fits the addresses is written, and each of
 * them is read. Addresses that fit none are as many CIDRs as needed, where it has CIDRs.
 */
record EntryForm(List<EntryPattern> patterns) implements Form {
  EntryForm {
    patterns = List.copyOf(patterns);
  }

  @Override
  public List<Element> elements(AddressRange range) {
    Optional<EntryPattern> fitting = fitting(range);
    if (fitting.isPresent()) {
      return List.of(new Element(range, entry(fitting.get(), range)));
    }
    List<Element> elements = new ArrayList<>();
    for (EntryPattern pattern : patterns) {
      if (pattern.part() == Part.CIDR && elements.isEmpty()) {
        for (Prefix prefix : range.cidrCover()) {
          elements.add(new Element(prefix.range(), entry(pattern, prefix.range())));
        }
      }
    }
    if (elements.isEmpty()) {
      Form.single(range); // it takes single addresses only
    }
    return elements;
  }

  private Optional<EntryPattern> fitting(AddressRange range) {
    for (EntryPattern pattern : patterns) {
      boolean fits =
          switch (pattern.part()) {
            case CIDR -> range.asPrefix().isPresent();
            case ADDRESS -> range.first().equals(range.last());
            case RANGE, FIRST, LAST -> true;
          };
      if (fits) {
        return Optional.of(pattern);
      }
    }
    return Optional.empty();
  }

  @Override
  public String shown(AddressRange range) {
    boolean isAddress = fitting(range).filter(p -> p.part() == Part.ADDRESS).isPresent();
    return isAddress ? Form.brief(range) : Owned.text(range);
  }

  private static ListEntry entry(EntryPattern pattern, AddressRange range) {
    if (pattern.isText()) {
      return new ListEntry.Text(text(pattern.leaves().getFirst().value(), range));
    }
    boolean isFlat = true;
    SequencedMap<String, String> values = new LinkedHashMap<>();
    Set<String> implied = new HashSet<>();
    for (Leaf leaf : pattern.leaves()) {
      isFlat &= leaf.path().size() == 1;
      values.put(leaf.path().getFirst(), text(leaf.value(), range));
      if (leaf.value() instanceof Value.Constant constant) {
        isFlat &= constant.isText();
        if (constant.optional()) {
          implied.add(leaf.path().getFirst());
        }
      }
    }
    return isFlat
        ? new ListEntry.Fields(values, implied)
        : new ListEntry.Spelled(flow(pattern.leaves(), 0, range));
  }

  /** As a flow mapping; the leaves have their first keys in common up to that depth. */
  private static String flow(List<Leaf> leaves, int depth, AddressRange range) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < leaves.size(); ) {
      String key = leaves.get(i).path().get(depth);
      int end = i + 1;
      while (end < leaves.size() && leaves.get(end).path().get(depth).equals(key)) {
        end++;
      }
      Leaf leaf = leaves.get(i);
      String value =
          leaf.path().size() > depth + 1
              ? flow(leaves.subList(i, end), depth + 1, range)
              : spelled(leaf.value(), range);
      boolean isPlain = ScalarText.isSafePlain(key) && !ScalarText.looksTyped(key);
      fields.add((isPlain ? key : ScalarText.doubleQuoted(key)) + ": " + value);
      i = end;
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private static String spelled(Value value, AddressRange range) {
    boolean isTyped = value instanceof Value.Constant constant && !constant.isText();
    String text = text(value, range);
    return isTyped ? text : ScalarText.doubleQuoted(text);
  }

  private static String text(Value value, AddressRange range) {
    return switch (value) {
      case Value.Constant constant -> constant.text();
      case Value.Addresses(String before, Part part, String after) ->
          before
              + switch (part) {
                case CIDR -> Owned.text(range);
                case ADDRESS, FIRST -> range.first().toString();
                case LAST -> range.last().toString();
                case RANGE -> range.toString();
              }
              + after;
    };
  }

  @Override
  public Optional<AddressRange> addresses(Field element) {
    for (EntryPattern pattern : patterns) {
      Optional<AddressRange> range = parsed(() -> read(pattern, element));
      if (range.isPresent()) {
        return range;
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<AddressRange> addresses(String text) {
    for (EntryPattern pattern : patterns) {
      if (pattern.leaves().getFirst().value() instanceof Value.Addresses addresses) {
        Optional<AddressRange> range =
            parsed(() -> Optional.of(Owned.parse(inner(text, addresses))));
        if (range.isPresent()) {
          return range;
        }
      }
    }
    return Optional.empty();
  }

  /** Empty where the entry has another spelling, or is none. */
  private static Optional<AddressRange> parsed(Supplier<Optional<AddressRange>> reading) {
    try {
      return reading.get();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static Optional<AddressRange> read(EntryPattern pattern, Field element) {
    Optional<Address> first = Optional.empty();
    Optional<Address> last = Optional.empty();
    Optional<AddressRange> whole = Optional.empty();
    for (Leaf leaf : pattern.leaves()) {
      Optional<Field> field = at(element, leaf.path());
      switch (leaf.value()) {
        case Value.Constant constant -> {
          if (field.isEmpty()
              ? !constant.optional()
              : !field.get().isScalar() || !field.get().text().equals(constant.text())) {
            return Optional.empty();
          }
        }
        case Value.Addresses addresses -> {
          if (field.isEmpty() && addresses.part() == Part.LAST) {
            continue; // a block of one address
          }
          if (field.isEmpty() || !field.get().isScalar()) {
            return Optional.empty();
          }
          String text = inner(field.get().text(), addresses);
          switch (addresses.part()) {
            case FIRST -> first = Optional.of(Address.parse(text));
            case LAST -> last = Optional.of(Address.parse(text));
            case CIDR, ADDRESS, RANGE -> whole = Optional.of(Owned.parse(text));
          }
        }
      }
    }
    if (whole.isPresent() || first.isEmpty()) {
      return whole;
    }
    return Optional.of(new AddressRange(first.get(), last.orElse(first.get())));
  }

  /** The text without the characters around the addresses. */
  private static String inner(String text, Value.Addresses addresses) {
    int from = addresses.before().length();
    int to = text.length() - addresses.after().length();
    if (to < from || !text.startsWith(addresses.before()) || !text.endsWith(addresses.after())) {
      throw new AddressException("'" + text + "' has another form");
    }
    return text.substring(from, to);
  }

  private static Optional<Field> at(Field element, List<String> path) {
    Optional<Field> at = Optional.of(element).filter(field -> !field.isNull());
    for (String key : path) {
      at = at.filter(Field::isMapping).flatMap(field -> field.find(key));
    }
    return at;
  }
}
