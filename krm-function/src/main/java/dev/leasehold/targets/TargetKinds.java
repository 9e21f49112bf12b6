package dev.leasehold.targets;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sorts of objects that a binding can feed. */
public final class TargetKinds {
  /** The short name for the target annotations of external-dns. */
  private static final String EXTERNAL_DNS = "external-dns";

  private static final String TARGET = "/target";

  /** The kinds that need nothing but their name; each has a template but the last three. */
  private static final List<TargetKind> KINDS =
      List.of(
          ListTarget.CILIUM_POOL,
          ListTarget.CIDR_GROUP,
          ListTarget.METALLB_POOL,
          ListTarget.NETWORK_SET,
          CidrTarget.CALICO_POOL,
          CidrTarget.IP_RULE,
          ListTarget.GATEWAY,
          AnnotationTarget.SERVICE,
          new DnsTarget());

  /**
   * The sort of object that a binding means; empty for a kind whose place is not known here.
   *
   * @param config names the annotations that {@code annotation: external-dns} stands for: all that
   *     it names are written; without names, those that are there, or the newest
   */
  public static Optional<TargetKind> of(DynamicPrefixBinding.Target target, RenderConfig config) {
    if (target.fieldPath().isPresent()) {
      return Optional.of(
          new FieldTarget(
              target.kind(), target.apiVersion(), target.fieldPath().get(), target.placeholder()));
    }
    if (target.annotation().isPresent()) {
      String key = target.annotation().get();
      boolean isWord = key.equals(EXTERNAL_DNS);
      boolean isDns = isWord || key.startsWith(EXTERNAL_DNS) && key.endsWith(TARGET);
      List<String> keys =
          isWord
              ? config.externalDnsPrefixes().stream().map(prefix -> prefix + TARGET).toList()
              : List.of(key);
      return Optional.of(
          new AnnotationTarget(
              target.kind(),
              target.apiVersion(),
              keys,
              !isWord || !config.namedExternalDns().isEmpty(),
              isDns
                  ? TargetKind.DrainingSupport.NEVER
                  : TargetKind.DrainingSupport.KEPT_WHEN_ASKED));
    }
    for (TargetKind kind : KINDS) {
      boolean isOfGroup = target.apiVersion().isEmpty() || kind.isOfGroup(target.apiVersion());
      if (kind.kind().equals(target.kind()) && isOfGroup) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kinds that need nothing but their name. */
  public static List<String> kinds() {
    List<String> kinds = new ArrayList<>(KINDS.size());
    for (TargetKind target : KINDS) {
      kinds.add(target.kind());
    }
    return kinds;
  }

  /**
   * The blocks of a CiliumLoadBalancerIPPool; empty for each that is not understood.
   *
   * @throws dev.leasehold.krm.FieldException when they are no list
   */
  public static List<Optional<AddressRange>> poolBlocks(Field pool) {
    return ListTarget.CILIUM_POOL.lists(pool).getFirst().present();
  }

  private TargetKinds() {}
}
