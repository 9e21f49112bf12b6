package dev.leasehold.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import dev.leasehold.credential.SecretFile;
import dev.leasehold.notify.HmacSignature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of forges and of Flux. A call with a valid signature means "look at the tips now";
 * nothing of its body is used. GitHub, Gitea and Flux sign the body with HMAC-SHA-256; GitLab sends
 * the secret itself.
 */
final class WebhookCalls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookCalls.class);

  /** The largest body. A push event with a few commits has 10 KiB. */
  static final int MOST_BYTES = 64 << 10;

  /** The most bodies that are read at a time. */
  static final int BODIES_AT_ONCE = 8;

  private static final String GITLAB = "X-Gitlab-Token";

  /** The headers with a signature, and the text before it. */
  private static final Map<String, String> SIGNED =
      Map.of("X-Hub-Signature-256", "sha256=", "X-Gitea-Signature", "", "X-Signature", "sha256=");

  private final SecretFile secretFile;
  private final BadSignatures bad;
  private final Looks looks;
  private final Semaphore bodies = new Semaphore(BODIES_AT_ONCE);
  private final Map<WebhookResult, Long> counts = new ConcurrentHashMap<>();
  private volatile boolean isSecretMissing;

  WebhookCalls(InboundWebhook settings) {
    this.secretFile = new SecretFile("web.webhook: secretFile", settings.secretFile());
    this.bad = new BadSignatures(settings.nanoTime());
    this.looks = new Looks(settings.look(), settings.pause());
    for (WebhookResult result : WebhookResult.values()) {
      counts.put(result, 0L);
    }
  }

  /** The number of calls by result. */
  Map<WebhookResult, Long> counts() {
    return Map.copyOf(counts);
  }

  /** The number of looks that the calls caused. */
  long looks() {
    return looks.count();
  }

  WebhookResult call(Headers headers, InputStream body) throws IOException {
    WebhookResult result = WebhookResult.LIMITED;
    if (bodies.tryAcquire()) {
      try {
        result = check(headers, body);
      } finally {
        bodies.release();
      }
    }
    counts.merge(result, 1L, Long::sum);
    if (result == WebhookResult.ACCEPTED) {
      looks.request();
    }
    return result;
  }

  private WebhookResult check(Headers headers, InputStream in) throws IOException {
    if (!isSigned(headers)) {
      return WebhookResult.UNAUTHORIZED;
    }
    byte[] body = in.readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return WebhookResult.TOO_LARGE;
    }
    if (!bad.permits()) {
      return WebhookResult.LIMITED;
    }
    byte[] secret;
    try {
      secret = secretFile.read().getBytes(UTF_8);
      isSecretMissing = false;
    } catch (SecretFile.Unusable e) {
      if (!isSecretMissing) {
        log.warn("refusing calls of /webhook: {}; write the secret into it", e.reason());
      }
      isSecretMissing = true;
      return WebhookResult.NO_SECRET;
    }
    if (isValid(headers, body, secret)) {
      return WebhookResult.ACCEPTED;
    }
    bad.count();
    return WebhookResult.UNAUTHORIZED;
  }

  private static boolean isSigned(Headers headers) {
    return headers.containsKey(GITLAB) || SIGNED.keySet().stream().anyMatch(headers::containsKey);
  }

  private static boolean isValid(Headers headers, byte[] body, byte[] secret) {
    @Nullable String token = headers.getFirst(GITLAB);
    boolean isValid = token != null && HmacSignature.isEqual(secret, token);
    String signature = HmacSignature.of(secret, body);
    for (Map.Entry<String, String> header : SIGNED.entrySet()) {
      @Nullable String given = headers.getFirst(header.getKey());
      if (given != null) {
        byte[] expected = (header.getValue() + signature).getBytes(UTF_8);
        isValid |= HmacSignature.isEqual(expected, given);
      }
    }
    return isValid;
  }

  @Override
  public void close() {
    looks.close();
  }
}
