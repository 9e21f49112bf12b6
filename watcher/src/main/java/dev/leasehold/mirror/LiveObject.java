package dev.leasehold.mirror;

import dev.leasehold.delivery.StatusCondition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An object as an API server has it. All whole numbers are {@link Long}s.
 *
 * @param otherManagers who else has written fields of {@code spec}
 */
record LiveObject(
    String uid,
    String resourceVersion,
    long generation,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, Object> spec,
    Map<String, Object> status,
    List<String> otherManagers) {

  static LiveObject of(GenericKubernetesResource object) {
    ObjectMeta metadata = object.getMetadata();
    return new LiveObject(
        metadata.getUid(),
        metadata.getResourceVersion(),
        Optional.ofNullable(metadata.getGeneration()).orElse(0L),
        strings(metadata.getLabels()),
        strings(metadata.getAnnotations()),
        fields(object.getAdditionalProperties().get("spec")),
        fields(object.getAdditionalProperties().get("status")),
        otherManagers(metadata));
  }

  /** Whether a watcher of this name made it. */
  boolean isOf(String watcherLabel) {
    return MirrorObject.LEASEHOLD.equals(labels.get(MirrorObject.MANAGED_BY))
        && watcherLabel.equals(labels.get(MirrorObject.WATCHER));
  }

  /** Whether everything but the status is as it should be. */
  boolean has(MirrorObject object) {
    return labels.entrySet().containsAll(object.labels().entrySet())
        && annotations.entrySet().containsAll(object.annotations().entrySet())
        && spec.equals(object.spec());
  }

  /** Whether its status says the same, with conditions in any order. */
  boolean says(Map<String, Object> other) {
    return comparable(status).equals(comparable(other));
  }

  /** The conditions of its status that have a time, which only another writer leaves out. */
  List<StatusCondition> conditions() {
    List<StatusCondition> conditions = new ArrayList<>();
    if (status.get(StatusMerge.CONDITIONS) instanceof List<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> fields) {
          StatusMerge.time(fields, StatusMerge.TRANSITION)
              .map(since -> condition(fields, since))
              .ifPresent(conditions::add);
        }
      }
    }
    return List.copyOf(conditions);
  }

  private static StatusCondition condition(Map<?, ?> fields, Instant since) {
    return new StatusCondition(
        String.valueOf(fields.get("type")),
        "True".equals(fields.get("status")),
        String.valueOf(fields.get("reason")),
        fields.get("message") instanceof String message ? message : "",
        since);
  }

  private static Map<String, Object> comparable(Map<String, Object> status) {
    Map<String, Object> made = new LinkedHashMap<>(status);
    if (made.get(StatusMerge.CONDITIONS) instanceof List<?> conditions) {
      Map<Object, Object> byType = new LinkedHashMap<>();
      for (Object condition : conditions) {
        if (condition instanceof Map<?, ?> fields) {
          byType.put(String.valueOf(fields.get("type")), fields);
        }
      }
      made.put(StatusMerge.CONDITIONS, byType);
    }
    return made;
  }

  private static List<String> otherManagers(ObjectMeta metadata) {
    TreeSet<String> managers = new TreeSet<>();
    for (ManagedFieldsEntry entry : metadata.getManagedFields()) {
      boolean ofSpec =
          entry.getFieldsV1() != null
              && entry.getFieldsV1().getAdditionalProperties().containsKey("f:spec");
      if (ofSpec && !ClusterObjects.FIELD_MANAGER.equals(entry.getManager())) {
        managers.add(entry.getManager());
      }
    }
    return List.copyOf(managers);
  }

  private static Map<String, String> strings(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : Map.copyOf(map);
  }

  private static Map<String, Object> fields(@Nullable Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, of) -> {
        if (of != null) {
          fields.put(String.valueOf(key), normal(of));
        }
      });
    }
    return fields;
  }

  private static Object normal(Object value) {
    return switch (value) {
      case Map<?, ?> map -> fields(map);
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        list.stream().filter(Objects::nonNull).forEach(item -> items.add(normal(item)));
        yield items;
      }
      case Integer number -> number.longValue();
      default -> value;
    };
  }
}
