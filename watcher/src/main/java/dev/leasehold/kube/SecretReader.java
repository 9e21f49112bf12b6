package dev.leasehold.kube;

import dev.leasehold.ssh.Refusal;
import dev.leasehold.ssh.SecretData;
import dev.leasehold.ssh.SecretSource.Answer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a Secret with fabric8's client. */
final class SecretReader {
  /** For this process. */
  static final SecretReader HERE =
      new SecretReader(
          new ClusterAccess(
              System.getenv(), Path.of("/var/run/secrets/kubernetes.io/serviceaccount")),
          Duration.ofSeconds(10));

  private final ClusterAccess access;
  private final Duration deadline;

  /**
   * @param deadline the limit for the connection, and for the request
   */
  SecretReader(ClusterAccess access, Duration deadline) {
    this.access = access;
    this.deadline = deadline;
  }

  Answer read(ClusterSecret wanted) {
    Config config;
    try {
      config = access.read(wanted.cluster());
    } catch (ClusterAccess.NoAccess e) {
      return new Answer.Refused(e.refusal());
    }
    try (KubernetesClient client = ClusterClients.open(config, deadline)) {
      Secret found = client.secrets().inNamespace(wanted.namespace()).withName(wanted.name()).get();
      return found == null ? missing(wanted) : new Answer.Found(data(found));
    } catch (KubernetesClientException e) {
      FailureWords.throwIfDefect(e);
      return failed(wanted, config, e);
    }
  }

  private static SecretData data(Secret secret) {
    @Nullable Map<String, String> encoded = secret.getData();
    Map<String, String> data = new HashMap<>();
    if (encoded != null) {
      encoded.forEach((key, value) ->
          data.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return new SecretData(data);
  }

  private static Answer missing(ClusterSecret wanted) {
    return refused(
        wanted.place() + " does not exist",
        "Create it: kubectl -n "
            + wanted.namespace()
            + " create secret generic "
            + wanted.name()
            + " --from-file=id_rsa=FILE --from-file=known_hosts=FILE");
  }

  private static Answer failed(
      ClusterSecret wanted, Config config, KubernetesClientException failure) {
    String server = config.getMasterUrl();
    String words = FailureWords.said(failure);
    return switch (failure.getCode()) {
      case 401 ->
          refused(
              wanted.place()
                  + ": the API server "
                  + server
                  + " rejects the credentials of "
                  + wanted.cluster(),
              "Renew them.");
      case 403 ->
          refused(
              wanted.place() + " may not be read: " + words,
              "Add a Role in namespace "
                  + wanted.namespace()
                  + " with the rule {apiGroups: [\"\"], resources: [secrets], resourceNames: ["
                  + wanted.name()
                  + "], verbs: [get]}, and a RoleBinding of it to that user.");
      default ->
          FailureWords.isDistrusted(failure)
              ? refused(
                  wanted.place()
                      + ": the certificate of the API server "
                      + server
                      + " is not trusted: "
                      + words,
                  "Fix certificate-authority, or the server's name, in " + wanted.cluster() + ".")
              : new Answer.Unavailable(
                  wanted.place() + ": the API server " + server + " does not answer: " + words);
    };
  }

  private static Answer refused(String reason, String whatToDo) {
    return new Answer.Refused(new Refusal(reason, whatToDo));
  }
}
