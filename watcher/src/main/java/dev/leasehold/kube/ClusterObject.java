package dev.leasehold.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object as the API server sent it. It is large: an {@link ObjectFollower} keeps what is taken
 * from it.
 */
public final class ClusterObject {
  private final GenericKubernetesResource resource;
  private final ObjectMeta metadata;

  ClusterObject(GenericKubernetesResource resource) {
    this.resource = resource;
    this.metadata = resource.getMetadata();
  }

  public String name() {
    return metadata.getName();
  }

  /** Empty for an object of the cluster. */
  public String namespace() {
    String namespace = metadata.getNamespace();
    return namespace == null ? "" : namespace;
  }

  /** Differs between two objects that have the name one after the other. */
  public String uid() {
    return metadata.getUid();
  }

  /** The version of the object; opaque. */
  public String resourceVersion() {
    return metadata.getResourceVersion();
  }

  /** Whether it is deleted and waits for a finalizer. */
  public boolean isBeingDeleted() {
    return metadata.getDeletionTimestamp() != null;
  }

  public Map<String, String> labels() {
    @Nullable Map<String, String> labels = metadata.getLabels();
    return labels == null ? Map.of() : labels;
  }

  public Map<String, String> annotations() {
    @Nullable Map<String, String> annotations = metadata.getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  /** The text of a string, number or boolean; empty if it is missing or something else. */
  public String text(String... path) {
    return switch (at(path)) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      case null, default -> "";
    };
  }

  /** The strings of a list; those of other types are left out. */
  public List<String> texts(String... path) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(at(path))) {
      if (item instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The mappings of a list; items of other types are left out. */
  List<Map<?, ?>> mappings(String... path) {
    List<Map<?, ?>> mappings = new ArrayList<>();
    for (Object item : list(at(path))) {
      if (item instanceof Map<?, ?> map) {
        mappings.add(map);
      }
    }
    return mappings;
  }

  /** The values of one key in the items of a list. */
  public List<String> textsOf(String key, String... path) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(at(path))) {
      if (item instanceof Map<?, ?> map && map.get(key) instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The lists of strings of one key in the items of a list, one after the other. */
  public List<String> textListsOf(String key, String... path) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(at(path))) {
      if (item instanceof Map<?, ?> map) {
        for (Object value : list(map.get(key))) {
          if (value instanceof String text) {
            texts.add(text);
          }
        }
      }
    }
    return texts;
  }

  /** The strings of a mapping; empty if it is missing. */
  public Map<String, String> map(String... path) {
    Map<String, String> texts = new TreeMap<>();
    if (at(path) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (key instanceof String name && value instanceof String text) {
          texts.put(name, text);
        }
      });
    }
    return texts;
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private @Nullable Object at(String... path) {
    @Nullable Object value = resource.getAdditionalProperties();
    for (String key : path) {
      value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return value;
  }
}
