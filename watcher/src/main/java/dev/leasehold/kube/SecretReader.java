package dev.leasehold.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leasehold.ssh.Refusal;
import dev.leasehold.ssh.SecretData;
import dev.leasehold.ssh.SecretSource.Answer;
import dev.leasehold.text.Printable;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
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

  private static final int MOST_WORDS = 400;

  private final ClusterAccess access;
  private final int deadlineMillis;

  /**
   * @param deadline the limit for the connection, and for the request
   */
  SecretReader(ClusterAccess access, Duration deadline) {
    this.access = access;
    this.deadlineMillis = Math.toIntExact(deadline.toMillis());
  }

  Answer read(ClusterSecret wanted) {
    Config config;
    try {
      config = access.read(wanted.cluster());
    } catch (ClusterAccess.NoAccess e) {
      return new Answer.Refused(e.refusal());
    }
    try (KubernetesClient client = client(config)) {
      Secret found = client.secrets().inNamespace(wanted.namespace()).withName(wanted.name()).get();
      return found == null ? missing(wanted) : new Answer.Found(data(found));
    } catch (KubernetesClientException e) {
      throwIfDefect(e);
      return failed(wanted, config, e);
    }
  }

  /** A client without tries of its own, and without a search for all kinds of the class path. */
  private KubernetesClient client(Config config) {
    Config limited =
        new ConfigBuilder(config)
            .withConnectionTimeout(deadlineMillis)
            .withRequestTimeout(deadlineMillis)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(limited)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withKubernetesSerialization(new KubernetesSerialization(new ObjectMapper(), false))
        .build();
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
    String words = words(failure);
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
          isDistrusted(failure)
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

  /** The client wraps errors too, such as a class that is missing in the build. */
  private static void throwIfDefect(KubernetesClientException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof LinkageError defect) {
        throw defect;
      }
    }
  }

  private static boolean isDistrusted(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** What the server says, or the innermost cause. */
  private static String words(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return Printable.start(Printable.text(failure.getStatus().getMessage()), MOST_WORDS);
    }
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return Printable.start(
        Printable.text(
            message == null || message.isBlank() ? innermost.getClass().getSimpleName() : message),
        MOST_WORDS);
  }
}
