package dev.leasehold.netlink;

import dev.leasehold.wire.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A routing rule that exists in the kernel. */
public final class KernelRule {
  private final int protocol;
  private final @Nullable SourceRule like;
  private final boolean isPlain;
  private final boolean isKnown;
  private final Bytes body;

  /**
   * @param like what it has of a {@link SourceRule}; null if it is about no single address, or has
   *     another action
   * @param isPlain whether it has no other condition
   * @param isKnown whether all attributes of the kernel's message are known
   * @param body the kernel's message, which names this rule and no other
   */
  KernelRule(
      int protocol, @Nullable SourceRule like, boolean isPlain, boolean isKnown, Bytes body) {
    this.protocol = protocol;
    this.like = like;
    this.isPlain = isPlain;
    this.isKnown = isKnown;
    this.body = body;
  }

  /** Who made the rule, a number of {@code /etc/iproute2/rt_protos}; 0 if nobody said. */
  public int protocol() {
    return protocol;
  }

  /** The rule; empty if it has any other condition or action than a {@link SourceRule}. */
  public Optional<SourceRule> plain() {
    return isPlain ? Optional.ofNullable(like) : Optional.empty();
  }

  /** The same, for a rule of another program: empty also if an attribute is not known. */
  public Optional<SourceRule> certain() {
    return isKnown ? plain() : Optional.empty();
  }

  /**
   * Whether a request to delete another rule, a plain one, fits this rule too. The kernel deletes
   * the first that has what the request names (rule_find in net/core/fib_rules.c), and nothing
   * names that a rule has no condition.
   */
  public boolean isLike(KernelRule plain) {
    return like != null
        && like.equals(plain.like)
        && (plain.protocol == 0 || plain.protocol == protocol);
  }

  Bytes body() {
    return body;
  }

  @Override
  public String toString() {
    return like == null || !isPlain ? "a rule with other conditions" : like.toString();
  }
}
