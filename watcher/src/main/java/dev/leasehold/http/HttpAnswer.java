package dev.leasehold.http;

import java.net.http.HttpHeaders;

/** What became of a call. */
public sealed interface HttpAnswer {
  /**
   * The server replied, with any status.
   *
   * @param body the whole body as UTF-8, at most the limit of the caller
   */
  record Reply(int status, HttpHeaders headers, String body) implements HttpAnswer {
    /** Whether the status is 2xx. */
    public boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /**
   * No usable reply came.
   *
   * @param reason the problem with the host, without secrets, in words
   * @param lasting whether only a person can end it, such as a certificate that is not trusted
   */
  record Failed(String reason, boolean lasting) implements HttpAnswer {}
}
