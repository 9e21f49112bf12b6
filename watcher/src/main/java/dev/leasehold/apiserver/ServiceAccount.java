package dev.leasehold.apiserver;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The credentials that Kubernetes gives to a Pod. The kubelet replaces the token before it expires.
 */
record ServiceAccount(Map<String, String> environment, Path folder) implements AccessSource {
  ServiceAccount {
    environment = Map.copyOf(environment);
  }

  @Override
  public ApiAccess read() throws ApiFailure {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (host.isEmpty() || !Files.isReadable(folder.resolve("token"))) {
      throw new ApiFailure(
          ApiFailure.Kind.REFUSED,
          "this process has no service account of a Pod; in a Pod, set"
              + " automountServiceAccountToken: true; elsewhere, use --kubeconfig");
    }
    try {
      return new ApiAccess(
          URI.create("https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port),
          Files.readString(folder.resolve("ca.crt")),
          false,
          Files.readString(folder.resolve("token")).strip(),
          "",
          "");
    } catch (IOException e) {
      throw new ApiFailure(
          ApiFailure.Kind.REFUSED,
          "the service account in " + folder + " cannot be read: check its permissions");
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(
          ApiFailure.Kind.REFUSED,
          "the service account of the Pod is not usable: " + e.getMessage());
    }
  }
}
