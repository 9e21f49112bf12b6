package dev.leasehold.servicerules;

/**
 * An IPRule as its author wrote it. A missing field is empty.
 *
 * @param place where it is, for messages: {@code IPRule public-eu}
 * @param table a number, as text
 * @param vrf the name of a VRF, in place of a number
 * @param priority a number, as text
 */
public record RuleSpec(
    String place, String name, String cidr, String table, String vrf, String priority) {
  /** The API group of the kind. */
  public static final String GROUP = "api.operator.brtrm.dev";

  public static final String KIND = "IPRule";
}
