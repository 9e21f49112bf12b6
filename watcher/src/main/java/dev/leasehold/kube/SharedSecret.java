package dev.leasehold.kube;

import dev.leasehold.state.SharedStore;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A Secret that the watchers of one name share. */
public final class SharedSecret implements SharedStore {
  private final NamedObject<Secret> object;

  /**
   * A Secret that may not exist yet.
   *
   * @param nanos a monotonic clock in nanoseconds
   */
  public SharedSecret(
      ClusterConnection connection, LongSupplier nanos, String namespace, String name) {
    this.object = new NamedObject<>(connection, nanos, Secret.class, namespace, name);
  }

  @Override
  public String place() {
    return object.place();
  }

  @Override
  public Answer read() {
    return answer(object.read());
  }

  @Override
  public Answer create(Map<String, String> texts) {
    return answer(object.create(secret(texts)));
  }

  @Override
  public Answer replace(Found known, Map<String, String> texts) {
    return answer(object.replace(known.version(), secret(texts)));
  }

  private static Secret secret(Map<String, String> texts) {
    return new SecretBuilder().withType("Opaque").withStringData(texts).build();
  }

  private static Answer answer(NamedObject.Answer<Secret> answer) {
    return switch (answer) {
      case NamedObject.Done<Secret>(Secret secret, String version) ->
          new Found(texts(secret), version);
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
