package dev.leasehold.mirror;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects at an API server. Each method is one request, and throws {@link
 * KubernetesClientException} if it fails.
 */
final class ClusterObjects {
  static final String FIELD_MANAGER = "leasehold";

  private final KubernetesClient client;

  ClusterObjects(KubernetesClient client) {
    this.client = client;
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      of(MirrorKind kind) {
    return client.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup(MirrorKind.GROUP)
            .withVersion(MirrorKind.VERSION)
            .withKind(kind.kind())
            .withPlural(kind.plural())
            .withNamespaced(false)
            .build());
  }

  /** All objects of a kind by name, also those of others; empty if there is no such kind. */
  Optional<Map<String, LiveObject>> list(MirrorKind kind) {
    Map<String, LiveObject> objects = new HashMap<>();
    try {
      for (GenericKubernetesResource object : of(kind).list().getItems()) {
        objects.put(object.getMetadata().getName(), LiveObject.of(object));
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(objects);
  }

  /** Writes everything but the status; takes over fields that others have written. */
  LiveObject apply(MirrorObject object) {
    Map<String, String> annotations = new HashMap<>(object.annotations());
    annotations.put(MirrorObject.COMMIT, object.commit());
    GenericKubernetesResource wanted = resource(object.id());
    wanted.getMetadata().setLabels(object.labels());
    wanted.getMetadata().setAnnotations(annotations);
    wanted.setAdditionalProperty("spec", object.spec());
    return LiveObject.of(
        of(object.id().kind()).resource(wanted).patch(context(PatchType.SERVER_SIDE_APPLY)));
  }

  /** Replaces the whole spec: an apply leaves the fields that only somebody else has written. */
  LiveObject replaceSpec(MirrorObject object) {
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(List.of(Map.of("op", "replace", "path", "/spec", "value", object.spec())));
    return LiveObject.of(
        of(object.id().kind())
            .resource(resource(object.id())) // by its name alone, it would be read first
            .patch(context(PatchType.JSON), patch));
  }

  /** Writes the status. */
  LiveObject applyStatus(ObjectId id, Map<String, Object> status) {
    GenericKubernetesResource wanted = resource(id);
    wanted.setAdditionalProperty("status", status);
    return LiveObject.of(
        of(id.kind())
            .resource(wanted)
            .subresource("status")
            .patch(context(PatchType.SERVER_SIDE_APPLY)));
  }

  /** Deletes an object, unless it was changed meanwhile. */
  void delete(ObjectId id, LiveObject known) {
    GenericKubernetesResource object = resource(id);
    object.getMetadata().setResourceVersion(known.resourceVersion());
    var _ = of(id.kind()).resource(object).lockResourceVersion(known.resourceVersion()).delete();
  }

  private static PatchContext context(PatchType type) {
    PatchContext.Builder context =
        new PatchContext.Builder().withPatchType(type).withFieldManager(FIELD_MANAGER);
    return type == PatchType.SERVER_SIDE_APPLY ? context.withForce(true).build() : context.build();
  }

  private static GenericKubernetesResource resource(ObjectId id) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(MirrorKind.GROUP + "/" + MirrorKind.VERSION);
    object.setKind(id.kind().kind());
    object.setMetadata(new ObjectMetaBuilder().withName(id.name()).build());
    return object;
  }
}
