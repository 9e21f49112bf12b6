package dev.leasehold.netlink;

import dev.leasehold.wire.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A routing rule that exists in the kernel. */
public final class KernelRule {
  private final int protocol;
  private final @Nullable SourceRule plain;
  private final boolean isKnown;
  private final Bytes body;

  /**
   * @param plain the rule; null if it has any other condition or action than a {@link SourceRule}
   * @param isKnown whether all attributes of the kernel's message are known
   * @param body the kernel's message, which names this rule and no other
   */
  KernelRule(int protocol, @Nullable SourceRule plain, boolean isKnown, Bytes body) {
    this.protocol = protocol;
    this.plain = plain;
    this.isKnown = isKnown;
    this.body = body;
  }

  /** Who made the rule, a number of {@code /etc/iproute2/rt_protos}; 0 if nobody said. */
  public int protocol() {
    return protocol;
  }

  /** The rule; empty if it has any other condition or action than a {@link SourceRule}. */
  public Optional<SourceRule> plain() {
    return Optional.ofNullable(plain);
  }

  /** The same, for a rule of another program: empty also if an attribute is not known. */
  public Optional<SourceRule> certain() {
    return isKnown ? plain() : Optional.empty();
  }

  Bytes body() {
    return body;
  }

  @Override
  public String toString() {
    return plain == null ? "a rule with other conditions" : plain.toString();
  }
}
