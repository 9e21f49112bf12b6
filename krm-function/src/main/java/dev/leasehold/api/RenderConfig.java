package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.Place;
import dev.leasehold.setters.SetterValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a package is rendered. What it does not name is left to the next one, see {@link #over}.
 *
 * @param namedVersion of Cilium, where it is named
 * @param components to be made from templates where the package has none
 * @param namedExternalDns annotation prefixes of external-dns; empty where none is named
 */
public record RenderConfig(
    Optional<CiliumVersion> namedVersion,
    SortedMap<String, Given> setters,
    List<DerivedSetter> derivedSetters,
    List<String> components,
    List<String> namedExternalDns) {
  /** Names nothing. */
  public static final RenderConfig NONE =
      new RenderConfig(Optional.empty(), new TreeMap<>(), List.of(), List.of(), List.of());

  /** Newest first. */
  private static final List<String> EXTERNAL_DNS =
      List.of("external-dns.kubernetes.io", "external-dns.alpha.kubernetes.io");

  public RenderConfig {
    setters = Collections.unmodifiableSortedMap(new TreeMap<>(setters));
    derivedSetters = List.copyOf(derivedSetters);
    components = List.copyOf(components);
    namedExternalDns = List.copyOf(namedExternalDns);
  }

  /** A setter's value, and where it is given. */
  public record Given(SetterValue value, Place place) {}

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static RenderConfig read(Field root) {
    Field spec = root.get("spec");
    spec.allowOnly(
        "ciliumVersion", "setters", "derivedSetters", "components", "annotationPrefixes");
    SortedMap<String, Given> setters =
        spec.find("setters").map(RenderConfig::given).orElseGet(TreeMap::new);
    Optional<Field> prefixes = spec.find("annotationPrefixes");
    prefixes.ifPresent(field -> field.allowOnly("externalDns"));
    return new RenderConfig(
        spec.find("ciliumVersion").map(CiliumVersion::read),
        setters,
        derived(spec, setters),
        list(spec.find("components")).stream().map(Values::objectName).toList(),
        list(prefixes.flatMap(field -> field.find("externalDns"))).stream()
            .map(Values::objectName)
            .toList());
  }

  /**
   * Reads a ConfigMap, whose {@code data} are setters.
   *
   * @throws dev.leasehold.krm.FieldException for data that is no mapping, or a value that is one
   */
  public static RenderConfig readConfigMap(Field root) {
    SortedMap<String, Given> setters =
        root.find("data").map(RenderConfig::given).orElseGet(TreeMap::new);
    return new RenderConfig(Optional.empty(), setters, List.of(), List.of(), List.of());
  }

  /** This configuration, and what {@code below} names beside it. */
  public RenderConfig over(RenderConfig below) {
    SortedMap<String, Given> given = new TreeMap<>(below.setters);
    given.putAll(setters);
    List<DerivedSetter> derived = new ArrayList<>(derivedSetters);
    for (DerivedSetter setter : derivedSetters) {
      if (!setters.containsKey(setter.name())) {
        given.remove(setter.name());
      }
    }
    for (DerivedSetter setter : below.derivedSetters) {
      boolean named =
          setters.containsKey(setter.name())
              || derivedSetters.stream().anyMatch(d -> d.name().equals(setter.name()));
      if (!named) {
        derived.add(setter);
      }
    }
    return new RenderConfig(
        namedVersion.or(() -> below.namedVersion),
        given,
        derived,
        components.isEmpty() ? below.components : components,
        namedExternalDns.isEmpty() ? below.namedExternalDns : namedExternalDns);
  }

  /** The version to write for: the newest where none is named. */
  public CiliumVersion ciliumVersion() {
    return namedVersion.orElse(CiliumVersion.NEWEST);
  }

  /** The annotation prefixes of external-dns that are read; the first is written. */
  public List<String> externalDnsPrefixes() {
    return namedExternalDns.isEmpty() ? EXTERNAL_DNS : namedExternalDns;
  }

  /**
   * All setters, the derived ones among them.
   *
   * @throws dev.leasehold.krm.FieldException for a derived setter that does not fit
   */
  public SortedMap<String, Given> allSetters() {
    Map<String, String> texts = new TreeMap<>();
    setters.forEach((name, given) -> {
      if (given.value() instanceof SetterValue.Single(String text)) {
        texts.put(name, text);
      }
    });
    SortedMap<String, Given> all = new TreeMap<>(setters);
    for (DerivedSetter setter : derivedSetters) {
      all.put(
          setter.name(), new Given(new SetterValue.Single(setter.value(texts)), setter.place()));
    }
    return all;
  }

  private static SortedMap<String, Given> given(Field field) {
    SortedMap<String, Given> given = new TreeMap<>();
    for (String key : field.keys()) {
      Field value = field.findNullable(key).orElseThrow();
      given.put(setterName(value, key), new Given(SetterValue.read(value), value.place()));
    }
    return given;
  }

  private static List<DerivedSetter> derived(Field spec, Map<String, Given> given) {
    List<DerivedSetter> derived = new ArrayList<>();
    for (Field item : list(spec.find("derivedSetters"))) {
      DerivedSetter setter = DerivedSetter.read(item);
      Field name = item.get("name");
      if (derived.stream().anyMatch(d -> d.name().equals(setter.name()))) {
        throw name.error("duplicate setter '" + setter.name() + "': derived twice; keep one");
      }
      if (given.containsKey(setter.name())) {
        throw name.error(
            "duplicate setter '" + setter.name() + "': also set in spec.setters; keep one");
      }
      derived.add(setter);
    }
    return derived;
  }

  private static List<Field> list(Optional<Field> field) {
    return field.map(Field::items).orElse(List.of());
  }

  /** What can stand between {@code ${} and {@code }} of a setter comment. */
  static String setterName(Field field, String name) {
    boolean fits = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      fits &= c > ' ' && c != '{' && c != '}' && c != '$';
    }
    if (!fits) {
      throw field.error("invalid setter name '" + Values.shortened(name) + "'");
    }
    return name;
  }
}
