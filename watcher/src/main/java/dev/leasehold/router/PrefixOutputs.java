package dev.leasehold.router;

import dev.leasehold.http.JsonValue;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the delegated prefixes that routers print. */
public final class PrefixOutputs {
  private static final Pattern PROPERTY =
      Pattern.compile(
          "(?<key>[a-z0-9-]+)=(?<value>\"(?:[^\"\\\\]|\\\\.)*\"|\\S+?(?:,\\s+[0-9][0-9a-z:]*)?)(?=\\s|$)");

  /** A comment of the owner, which may look like a property. */
  private static final Pattern COMMENT = Pattern.compile(";;;.*");

  private static final Pattern ENTRY = Pattern.compile("(?m)^ *[0-9]+ ");
  private static final Pattern TIME =
      Pattern.compile(
          "(?:(?<w>[0-9]{1,5})w)?(?:(?<d>[0-9]{1,5})d)?(?:(?<h>[0-9]{1,5})h)?(?:(?<m>[0-9]{1,5})m)?(?:(?<s>[0-9]{1,5})s)?");

  /** Lifetimes have 32 bits (RFC 9915 section 21.22). */
  private static final Pattern LINE =
      Pattern.compile("(?<prefix>\\S+)(?:\\s+(?<preferred>[0-9]{1,10})\\s+(?<valid>[0-9]{1,10}))?");

  private PrefixOutputs() {}

  /**
   * {@code ubus call network.interface.wan6 status} of OpenWrt: its {@code ipv6-prefix}.
   *
   * @return empty if it is not that; a list without elements if there is no prefix
   */
  public static Optional<List<RouterPrefix>> openWrt(String output) {
    Optional<JsonValue> status =
        JsonValue.parse(output).filter(v -> v.get("up").bool().isPresent());
    if (status.isEmpty()) {
      return Optional.empty();
    }
    List<RouterPrefix> prefixes = new ArrayList<>();
    for (JsonValue entry : status.get().get("ipv6-prefix").elements()) {
      String text =
          entry.get("address").text().orElse("")
              + "/"
              + entry.get("mask").number().map(String::valueOf).orElse("");
      prefix(text)
          .ifPresent(prefix ->
              prefixes.add(
                  new RouterPrefix(
                      prefix, seconds(entry.get("preferred")), seconds(entry.get("valid")))));
    }
    return Optional.of(List.copyOf(prefixes));
  }

  private static Optional<Duration> seconds(JsonValue value) {
    return value.number().filter(n -> n >= 0).map(Duration::ofSeconds);
  }

  /**
   * {@code /ipv6/dhcp-client print detail} of RouterOS 6 and 7: the prefix of each client that is
   * bound. RouterOS shows one lifetime, after which the prefix expires.
   *
   * @return empty if it is not that; a list without elements if no client is bound
   */
  public static Optional<List<RouterPrefix>> routerOs(String output) {
    if (!output.stripLeading().startsWith("Flags:")) {
      return Optional.empty();
    }
    List<RouterPrefix> prefixes = new ArrayList<>();
    for (String entry : entries(COMMENT.matcher(output).replaceAll(""))) {
      Map<String, String> properties = properties(entry);
      if (!"bound".equals(properties.get("status"))) {
        continue;
      }
      String[] parts = properties.getOrDefault("prefix", "").split(",\\s+", 2);
      prefix(parts[0])
          .ifPresent(prefix ->
              prefixes.add(
                  new RouterPrefix(
                      prefix,
                      Optional.empty(),
                      parts.length == 2 ? time(parts[1]) : Optional.empty())));
    }
    return Optional.of(List.copyOf(prefixes));
  }

  /**
   * What a command of the configuration prints: {@code PREFIX}, or {@code PREFIX PREFERRED VALID}
   * with seconds, one a line; or {@code none} alone. Nothing at all is no answer: a command that
   * fails may print nothing.
   *
   * @return empty if it is not that; a list without elements for {@code none}
   */
  public static Optional<List<RouterPrefix>> command(String output) {
    List<String> lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.equals(List.of("none"))) {
      return Optional.of(List.of());
    }
    List<RouterPrefix> prefixes = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      Optional<Prefix> prefix =
          matcher.matches() ? prefix(matcher.group("prefix")) : Optional.empty();
      if (prefix.isEmpty()) {
        return Optional.empty();
      }
      prefixes.add(
          new RouterPrefix(
              prefix.get(),
              Optional.ofNullable(matcher.group("preferred")).map(PrefixOutputs::seconds),
              Optional.ofNullable(matcher.group("valid")).map(PrefixOutputs::seconds)));
    }
    return prefixes.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(prefixes));
  }

  private static Duration seconds(String digits) {
    return Duration.ofSeconds(Long.parseLong(digits));
  }

  /** Lines are broken at the width of the terminal, between properties. */
  private static List<String> entries(String output) {
    Matcher starts = ENTRY.matcher(output);
    List<Integer> at = new ArrayList<>();
    while (starts.find()) {
      at.add(starts.start());
    }
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      entries.add(output.substring(at.get(i), i + 1 < at.size() ? at.get(i + 1) : output.length()));
    }
    return entries;
  }

  private static Map<String, String> properties(String entry) {
    Map<String, String> properties = new HashMap<>();
    Matcher matcher = PROPERTY.matcher(entry);
    while (matcher.find()) {
      properties.putIfAbsent(matcher.group("key"), matcher.group("value"));
    }
    return properties;
  }

  private static Optional<Duration> time(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(7 * part(matcher, "w") + part(matcher, "d"))
            .plusHours(part(matcher, "h"))
            .plusMinutes(part(matcher, "m"))
            .plusSeconds(part(matcher, "s")));
  }

  private static long part(Matcher matcher, String name) {
    String text = matcher.group(name);
    return text == null ? 0 : Long.parseLong(text);
  }

  private static Optional<Prefix> prefix(String text) {
    try {
      return Optional.of(Prefix.parseMasked(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
