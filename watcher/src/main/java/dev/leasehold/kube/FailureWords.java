package dev.leasehold.kube;

import dev.leasehold.text.Printable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Failed requests in words, without credentials. */
public final class FailureWords {
  private static final int MOST_WORDS = 400;

  private FailureWords() {}

  /**
   * What failed and what to do, as sentences without the last full stop.
   *
   * @param deadline the limit of the request
   * @throws LinkageError if the cause is a class that is missing in the build
   */
  static String of(
      Cluster cluster, String server, Duration deadline, KubernetesClientException failure) {
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
              : !isAnswered(failure)
                  ? "the API server "
                      + server
                      + " does not answer: "
                      + (isLate(failure)
                          ? "no answer within " + deadline.toSeconds() + " s"
                          : said(failure))
                  : "the API server " + server + " refuses a request: " + said(failure);
    };
  }

  /**
   * Whether other credentials or another connection may help. A client that the server answers
   * stays: tasks share it, and closing it ends their watches.
   */
  static boolean needsAnotherClient(KubernetesClientException failure) {
    return !isAnswered(failure) || failure.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED;
  }

  /**
   * Whether the credentials are the reason: the server rejects them, or there is no secure
   * connection with them.
   */
  static boolean needsOtherCredentials(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
        || !isAnswered(failure)
            && has(failure, SSLException.class)
            && !has(failure, EOFException.class); // the server ended
  }

  /** Whether the server does not serve this user, while it may serve others. */
  static boolean isRefused(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
        || failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  /** Whether the server answered; the client has 0 or -1 for a failure before that. */
  private static boolean isAnswered(KubernetesClientException failure) {
    return failure.getCode() > 0;
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
    return has(failure, CertificateException.class);
  }

  /** Whether a deadline has passed, perhaps that of the TLS handshake. */
  private static boolean isLate(Throwable failure) {
    return has(failure, HttpTimeoutException.class) || has(failure, TimeoutException.class);
  }

  private static boolean has(Throwable failure, Class<? extends Exception> cause) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (cause.isInstance(at)) {
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
      if (innermost instanceof ConnectException) {
        return "no connection"; // the JDK has no words for it
      }
    }
    String message = innermost.getMessage();
    return Printable.start(
        Printable.text(
            message == null || message.isBlank() ? innermost.getClass().getSimpleName() : message),
        MOST_WORDS);
  }
}
