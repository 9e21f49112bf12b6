package dev.leasehold.kube;

import dev.leasehold.state.SharedStore;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Secret that the watchers of one name share. */
public final class SharedSecret implements SharedStore {
  private final NamedObject object;

  /** Of the object as it was read or written last. */
  private volatile ObjectMeta metadata = new ObjectMeta();

  /** A Secret that may not exist yet. */
  public SharedSecret(ClusterConnection connection, String namespace, String name) {
    this.object = new NamedObject(connection, "Secret", namespace, name);
  }

  @Override
  public String place() {
    return object.place();
  }

  @Override
  public Answer read() {
    return ask(
        client -> client.secrets().inNamespace(object.namespace()).withName(object.name()).get());
  }

  @Override
  public Answer create(Map<String, String> texts) {
    Answer answer = ask(client -> client.resource(secret(texts, null)).create());
    return answer instanceof Missing ? new Unavailable(object.noNamespace()) : answer;
  }

  @Override
  public Answer replace(Found known, Map<String, String> texts) {
    return ask(client -> client.resource(secret(texts, known.version())).update());
  }

  private Secret secret(Map<String, String> texts, @Nullable String version) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(object.namespace())
        .withName(object.name())
        .withResourceVersion(version)
        .withAnnotations(metadata.getAnnotations()) // of a deliverer, such as Argo CD
        .withLabels(metadata.getLabels())
        .addToLabels(NamedObject.LABELS)
        .endMetadata()
        .withType("Opaque")
        .withStringData(texts)
        .build();
  }

  private Answer ask(Function<KubernetesClient, @Nullable Secret> request) {
    return switch (object.ask(request)) {
      case NamedObject.Done<Secret>(Secret secret) -> {
        metadata = secret.getMetadata();
        yield new Found(texts(secret), String.valueOf(metadata.getResourceVersion()));
      }
      case NamedObject.Missing<Secret> _ -> new Missing();
      case NamedObject.Conflict<Secret> _ -> new Conflict();
      case NamedObject.Failed<Secret>(String why, boolean _) -> new Unavailable(why);
    };
  }

  private static SortedMap<String, String> texts(Secret secret) {
    @Nullable Map<String, String> data = secret.getData();
    SortedMap<String, String> texts = new TreeMap<>();
    if (data != null) {
      data.forEach((key, value) ->
          texts.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return texts;
  }
}
