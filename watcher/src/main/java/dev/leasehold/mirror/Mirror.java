package dev.leasehold.mirror;

import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.watch.BindingStatus;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes objects of what is known of a target. */
final class Mirror {
  private static final String NOTE =
      "The watcher writes this object from Git. To change it, edit that file; an edit here has no"
          + " effect and is undone.";

  /** The most Services that an object names; those with gone addresses come first. */
  private static final int MOST_NAMED = 100;

  private final MirrorSource.Known known;
  private final Delivery delivery;
  private final AgentRollouts agents;

  private Mirror(MirrorSource.Known known, Delivery delivery, AgentRollouts agents) {
    this.known = known;
    this.agents = agents;
    this.delivery = delivery;
  }

  /** The objects of a target, one for each document and claim. */
  static List<MirrorObject> of(MirrorSource.Known known, Delivery delivery, AgentRollouts agents) {
    Mirror mirror = new Mirror(known, delivery, agents);
    return known.documents().all().stream().map(mirror::object).toList();
  }

  private MirrorObject object(GitDocument document) {
    MirrorTarget target = known.target();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(MirrorObject.MANAGED_BY, MirrorObject.LEASEHOLD);
    labels.put(MirrorObject.WATCHER, target.watcherLabel());
    labels.put(MirrorObject.TARGET, target.label());
    document.autoscaler().ifPresent(name -> labels.put(MirrorObject.AUTOSCALER, name));
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(MirrorObject.MIRROR, NOTE);
    annotations.put(MirrorObject.REPOSITORY, target.url() + " " + target.branch());
    annotations.put(MirrorObject.FILE, document.file());
    return new MirrorObject(
        new ObjectId(document.kind(), target.objectName(document.name())),
        document.file(),
        labels,
        annotations,
        known.documents().commit(),
        document.spec(),
        status(document));
  }

  private Map<String, Object> status(GitDocument document) {
    String name = document.name();
    return switch (document.kind()) {
      case DYNAMIC_PREFIX ->
          known.status().prefixes().stream()
              .filter(prefix -> prefix.name().equals(name))
              .findFirst()
              .map(prefix -> PrefixFields.of(prefix, pools(prefix), known.status().at()))
              .map(fields -> withServices(fields, name))
              .orElse(Map.of());
      case BINDING ->
          known.status().bindings().stream()
              .filter(binding -> binding.name().equals(name))
              .findFirst()
              .map(this::binding)
              .orElse(Map.of());
      case CLAIM ->
          claim(name).map(Mirror::claim).map(fields -> withServices(fields, name)).orElse(Map.of());
      case AUTOSCALER -> autoscaler(name);
      case AGENT -> agents.status(document.namespace());
    };
  }

  private Map<String, Object> withServices(Map<String, Object> fields, String lease) {
    delivery
        .holders(known.target().name(), lease)
        .ifPresent(holders -> {
          fields.put("serviceAddresses", (long) holders.size());
          List<Object> named = new ArrayList<>();
          for (Delivery.Holder holder : holders.subList(0, Math.min(MOST_NAMED, holders.size()))) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("service", holder.service());
            one.put("address", holder.address());
            one.put("state", holder.state());
            named.add(one);
          }
          fields.put("services", named);
        });
    return fields;
  }

  /** Whether everything that a prefix feeds has it. */
  private Condition pools(PrefixStatus prefix) {
    String type = "PoolsSynced";
    int count = 0;
    for (BindingStatus binding : known.status().bindings()) {
      if (binding.binding().isOf(prefix.name())) {
        count++;
        Condition synced = synced(binding);
        if (!synced.holds()) {
          return new Condition(
              type, false, synced.reason(), binding.name() + ": " + synced.message());
        }
      }
    }
    return count == 0
        ? new Condition(type, true, "NothingBound", "no binding uses the prefix")
        : new Condition(type, true, "Synced", count == 1 ? "1 binding" : count + " bindings");
  }

  private Condition synced(BindingStatus binding) {
    String target = binding.binding().target().toString();
    if (!binding.isSynced()) {
      return new Condition(Condition.READY, false, "NotInGit", binding.trouble());
    }
    String missing = delivery.missing(known.target().name(), binding.name());
    return missing.isEmpty()
        ? new Condition(Condition.READY, true, "Synced", target + " has the addresses")
        : new Condition(Condition.READY, false, "NotDelivered", missing);
  }

  private Map<String, Object> binding(BindingStatus binding) {
    Condition synced = synced(binding);
    Map<String, Object> fields = new LinkedHashMap<>();
    binding.addresses().ifPresent(addresses -> fields.put("boundPrefix", addresses));
    fields.put("targetSynced", synced.holds());
    binding.syncedAt().ifPresent(at -> fields.put(StatusMerge.LAST_SYNC, StatusMerge.text(at)));
    fields.put(StatusMerge.CONDITIONS, List.of(synced.fields()));
    return fields;
  }

  private Optional<ClaimStatus> claim(String name) {
    return known.status().claims().stream().filter(claim -> claim.name().equals(name)).findFirst();
  }

  private static Map<String, Object> claim(ClaimStatus claim) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("phase", claim.phase().spelling());
    if (!claim.message().isEmpty()) {
      fields.put("message", claim.message());
    }
    claim.address().ifPresent(address -> fields.put("assignedIP", address.toString()));
    claim.wanInterface().ifPresent(name -> fields.put("wanInterface", name));
    claim.mac().ifPresent(mac -> fields.put("macAddress", mac.toString()));
    Condition ready =
        claim
            .hold()
            .map(hold ->
                new Condition(
                    Condition.READY, false, "Held", hold.reason() + ". " + hold.whatToDo()))
            .or(() ->
                claim
                    .heldBack()
                    .map(
                        waits -> new Condition(Condition.READY, false, "HeldBack", waits.reason())))
            .orElseGet(() ->
                new Condition(
                    Condition.READY,
                    claim.phase() == AddressPhase.READY,
                    claim.phase().spelling(),
                    claim.message()));
    fields.put(StatusMerge.CONDITIONS, List.of(ready.fields()));
    return fields;
  }

  private Map<String, Object> autoscaler(String name) {
    List<String> claims = new ArrayList<>();
    for (GitDocument document : known.documents().all()) {
      if (document.autoscaler().equals(Optional.of(name))) {
        claims.add(document.name());
      }
    }
    List<String> others =
        claims.stream()
            .filter(claim -> claim(claim).filter(of -> of.phase() == AddressPhase.READY).isEmpty())
            .toList();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("claims", (long) claims.size());
    fields.put("ready", (long) (claims.size() - others.size()));
    Optional<AutoscalerStatus> following =
        known.status().autoscalers().stream().filter(of -> of.name().equals(name)).findFirst();
    following.ifPresent(status -> {
      status.used().ifPresent(used -> fields.put("used", (long) used));
      status.free().ifPresent(free -> fields.put("free", (long) free));
      fields.put("reason", status.reason().spelling());
    });
    Condition ready =
        following
            .filter(AutoscalerStatus::isTrouble)
            .map(status ->
                new Condition(Condition.READY, false, status.reason().spelling(), status.message()))
            .orElseGet(() ->
                others.isEmpty()
                    ? new Condition(
                        Condition.READY,
                        true,
                        "Ready",
                        following.map(AutoscalerStatus::message).orElse(""))
                    : new Condition(
                        Condition.READY,
                        false,
                        "NotReady",
                        "not Ready: " + String.join(", ", others)));
    fields.put(StatusMerge.CONDITIONS, List.of(ready.fields()));
    return fields;
  }
}
