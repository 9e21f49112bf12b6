package dev.leasehold.kube;

import dev.leasehold.text.Printable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.cert.CertificateException;

/** Failed requests in words, without credentials. */
public final class FailureWords {
  private static final int MOST_WORDS = 400;

  private FailureWords() {}

  /**
   * What failed and what to do, as sentences without the last full stop.
   *
   * @throws LinkageError if the cause is a class that is missing in the build
   */
  static String of(Cluster cluster, String server, KubernetesClientException failure) {
    throwIfDefect(failure);
    return switch (failure.getCode()) {
      case 401 ->
          "the API server " + server + " rejects the credentials of " + cluster + ". Renew them";
      case 403 ->
          "the API server "
              + server
              + " does not permit a request: "
              + said(failure)
              + ". Add the right to the role of this user";
      default ->
          isDistrusted(failure)
              ? "the certificate of the API server "
                  + server
                  + " is not trusted: "
                  + said(failure)
                  + ". Fix certificate-authority, or the server's name, in "
                  + cluster
              : failure.getCode() == 0
                  ? "the API server " + server + " does not answer: " + said(failure)
                  : "the API server " + server + " refuses a request: " + said(failure);
    };
  }

  /** The client wraps errors too, such as a class that is missing in the build. */
  static void throwIfDefect(KubernetesClientException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof LinkageError defect) {
        throw defect;
      }
    }
  }

  static boolean isDistrusted(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** What the server says, or the innermost cause. */
  public static String said(KubernetesClientException failure) {
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
