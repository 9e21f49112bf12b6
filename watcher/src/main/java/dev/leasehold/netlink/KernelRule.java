package dev.leasehold.netlink;

import dev.leasehold.wire.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A routing rule that exists in the kernel. */
public final class KernelRule {
  private final int protocol;
  private final @Nullable SourceRule plain;
  private final Bytes body;

  /**
   * @param plain the rule; null if it has any other condition or action than a {@link SourceRule}
   * @param body the kernel's message, which names this rule and no other
   */
  KernelRule(int protocol, @Nullable SourceRule plain, Bytes body) {
    this.protocol = protocol;
    this.plain = plain;
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

  Bytes body() {
    return body;
  }

  @Override
  public String toString() {
    return plain == null ? "a rule with other conditions" : plain.toString();
  }
}
