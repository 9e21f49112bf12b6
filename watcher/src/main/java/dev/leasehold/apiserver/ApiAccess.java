package dev.leasehold.apiserver;

import dev.leasehold.http.HttpAccess;
import java.net.URI;

/**
 * An API server and the credentials for it. Its text has no secrets.
 *
 * @param authorities the trusted certificate authorities in PEM; empty: those of the runtime
 * @param insecure whether any certificate is trusted
 * @param token a bearer token; empty: none
 * @param certificate the client's certificates in PEM, with {@code key}; empty: none
 */
record ApiAccess(
    URI server,
    String authorities,
    boolean insecure,
    String token,
    String certificate,
    String key) {
  ApiAccess {
    if (HttpAccess.DEFAULT.refusal(server).isPresent()) {
      throw new IllegalArgumentException(
          "server: "
              + server.getScheme()
              + "://"
              + server.getHost()
              + " is not https://HOST; http is permitted to this machine only");
    }
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "a client certificate needs both client-certificate and client-key");
    }
    if (!token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException("the token has characters that no token has");
    }
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
