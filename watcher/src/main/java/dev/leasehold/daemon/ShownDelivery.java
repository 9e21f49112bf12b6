package dev.leasehold.daemon;

import dev.leasehold.delivery.DeliveryTask;
import dev.leasehold.delivery.ServiceAddress;
import dev.leasehold.mirror.Delivery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What status objects say of what has arrived, at one time.
 *
 * @param services by target and lease; empty: not known
 */
record ShownDelivery(DeliveryTask task, Optional<Map<List<String>, List<Holder>>> services)
    implements Delivery {
  /** What is known now. */
  static Delivery now(DeliveryTask task) {
    return new ShownDelivery(
        task,
        task.services()
            .map(all ->
                all.stream()
                    .collect(
                        Collectors.groupingBy(
                            one -> List.of(one.of().target(), one.of().lease()),
                            Collectors.mapping(ShownDelivery::holder, Collectors.toList())))));
  }

  private static Holder holder(ServiceAddress one) {
    return new Holder(one.service(), one.address().toString(), one.of().state().spelling());
  }

  @Override
  public String missing(String target, String binding) {
    return task.missing(target, binding);
  }

  @Override
  public Optional<List<Holder>> holders(String target, String lease) {
    return services.map(known -> known.getOrDefault(List.of(target, lease), List.of()));
  }
}
