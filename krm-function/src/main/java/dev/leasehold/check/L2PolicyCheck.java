package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Family;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** CiliumL2AnnouncementPolicy: who answers ARP and NDP for an address. */
final class L2PolicyCheck {
  /** Longer than any name of an interface (15) and its quotes; longer ones are not compiled. */
  private static final int LONGEST = 200;

  private L2PolicyCheck() {}

  static void check(CheckedObject policy) {
    Optional<Field> spec = policy.mapping(policy.root(), "spec");
    boolean variable =
        spec.isPresent()
            && (isVariable(policy, spec.get(), "externalIPs")
                || isVariable(policy, spec.get(), "loadBalancerIPs"));
    boolean external = spec.isPresent() && policy.isTrue(spec.get(), "externalIPs");
    boolean balanced = spec.isPresent() && policy.isTrue(spec.get(), "loadBalancerIPs");
    if (!external && !balanced && !variable) {
      policy.warn(
          spec.orElse(policy.root()),
          "announces nothing: set loadBalancerIPs: true or externalIPs: true (both default to"
              + " false)");
    }
    if (spec.isPresent()) {
      for (Field item : policy.list(spec.get(), "interfaces")) {
        policy.text(item).ifPresent(text -> checkInterface(policy, item, text));
      }
    }
  }

  /**
   * Cilium answers NDP from 1.19 on (cilium#39648); earlier versions silently do not announce IPv6.
   */
  static void checkFamilies(CheckedObject policy, Ranges pools) {
    if (policy.cilium().minor() < 19 && pools.has(Family.IPV6)) {
      policy.warn(
          policy.root(),
          "IPv6 announcements need Cilium 1.19 or later, and this is "
              + policy.cilium()
              + "; announce the IPv6 pools of this package by BGP, or update Cilium");
    }
  }

  private static boolean isVariable(CheckedObject policy, Field spec, String key) {
    return policy.find(spec, key).filter(CheckedObject::isVariable).isPresent();
  }

  /** Go's regular expressions, matched anywhere in the name: a dot is any character. */
  private static void checkInterface(CheckedObject policy, Field item, String text) {
    String name = plainName(text);
    if (!name.isEmpty()) {
      String exact = "^" + name.replace(".", "\\.") + "$";
      if (!exact.equals(text)) {
        policy.warn(
            item,
            "is a regular expression that matches more than that interface; write '" + exact + "'");
      }
    } else if (!isRegex(text)) {
      policy.warn(item, CheckedObject.quote(text) + " does not look like a Go regular expression");
    } else if (!text.startsWith("^") && !text.startsWith(".*")) {
      policy.warn(
          item,
          "is a regular expression that matches anywhere in a name; write '^(?:" + text + ")$'");
    }
  }

  /**
   * The one interface that the text means, without anchors and backslashes; empty if it is none.
   */
  private static String plainName(String text) {
    int from = text.startsWith("^") ? 1 : 0;
    int to = text.endsWith("$") ? text.length() - 1 : text.length();
    StringBuilder name = new StringBuilder();
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean escaped = c == '\\' && i + 1 < to && text.charAt(i + 1) == '.';
      if (escaped) {
        i++;
        name.append('.');
      } else if (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '@' || c == ':') {
        name.append(c);
      } else if (c == '.' && i > from && i + 1 < to && Character.isDigit(text.charAt(i + 1))) {
        name.append(c); // bond0.20: a VLAN, not any character
      } else {
        return "";
      }
    }
    return name.toString();
  }

  private static boolean isRegex(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (String unknownToGo : new String[] {"(?=", "(?!", "(?<=", "(?<!"}) {
      if (text.contains(unknownToGo)) {
        return false;
      }
    }
    try {
      Pattern.compile(text.replace("(?P<", "(?<"));
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
