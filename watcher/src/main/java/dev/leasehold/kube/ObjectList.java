package dev.leasehold.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A complete list of the objects of one kind.
 *
 * @param objects handed over: the caller may change the map
 * @param version of the list; a watch continues from it
 * @param <T> what is kept of an object
 */
record ObjectList<T>(Map<Key, T> objects, String version) {
  private static final long PAGE = 500;

  /** How often a list begins again because it took longer than the server keeps its version. */
  private static final int MOST_LISTS = 3;

  /** The name of an object of the kind. */
  record Key(String namespace, String name) {
    static Key of(ClusterObject object) {
      return new Key(object.namespace(), object.name());
    }
  }

  /**
   * Lists the objects, page by page.
   *
   * @param taking takes from an object what is kept
   */
  static <T> ObjectList<T> of(
      ObjectKind kind, KubernetesClient client, Function<ClusterObject, T> taking) {
    for (int tries = 1; ; tries++) {
      try {
        return read(kind, client, taking);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_GONE || tries == MOST_LISTS) {
          throw e;
        }
      }
    }
  }

  private static <T> ObjectList<T> read(
      ObjectKind kind, KubernetesClient client, Function<ClusterObject, T> taking) {
    Map<Key, T> objects = new HashMap<>();
    String from = "";
    while (true) {
      GenericKubernetesResourceList page =
          request(kind, client)
              .list(
                  new ListOptionsBuilder()
                      .withLimit(PAGE)
                      .withContinue(from.isEmpty() ? null : from)
                      .build());
      for (GenericKubernetesResource resource : page.getItems()) {
        ClusterObject object = new ClusterObject(resource);
        objects.put(Key.of(object), taking.apply(object));
      }
      @Nullable String more = page.getMetadata().getContinue();
      if (more == null || more.isEmpty()) {
        return new ObjectList<>(objects, page.getMetadata().getResourceVersion());
      }
      from = more;
    }
  }

  /** The request for all objects of the kind. */
  static FilterWatchListDeletable<GenericKubernetesResource, GenericKubernetesResourceList, ?>
      request(ObjectKind kind, KubernetesClient client) {
    var all = client.genericKubernetesResources(kind.context());
    return kind.isNamespaced() ? all.inAnyNamespace() : all;
  }
}
