package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * A kind with one CIDR, of which there is an object for each: Calico's IPPool, whose {@code cidr}
 * is immutable, and IPRule, which says for one CIDR which routing table replies take.
 *
 * @param group its API group, with the slash
 */
public record CidrTarget(String kind, String group) implements TargetKind {
  private static final List<String> KEYS = List.of("spec", "cidr");

  static final CidrTarget CALICO_POOL = new CidrTarget("IPPool", "projectcalico.org/");
  static final CidrTarget IP_RULE = new CidrTarget("IPRule", "api.operator.brtrm.dev/");

  @Override
  public boolean isOfGroup(String apiVersion) {
    return apiVersion.startsWith(group) || apiVersion.startsWith("crd." + group);
  }

  @Override
  public List<AddressList> lists(Field root) {
    return List.of(new CommaText(root, KEYS, new Cidrs(), true, false));
  }

  @Override
  public DrainingSupport draining() {
    return DrainingSupport.KEPT;
  }

  /** The object's CIDR; empty where it is none. */
  public static Optional<AddressRange> cidr(Field root) {
    return root.find("spec")
        .filter(Field::isMapping)
        .flatMap(spec -> spec.find("cidr"))
        .flatMap(Form::text);
  }
}
