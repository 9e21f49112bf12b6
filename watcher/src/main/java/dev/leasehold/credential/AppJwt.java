package dev.leasehold.credential;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The token with which a GitHub App says who it is: <a
 * href="https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app">GitHub's
 * rules</a> for a JWT (RFC 7519) signed with RS256.
 */
final class AppJwt {
  /** GitHub advises it, for clocks that differ. */
  private static final Duration BACKDATED = Duration.ofSeconds(60);

  /** With {@link #BACKDATED} less than the 10 minutes that GitHub permits. */
  private static final Duration LIFETIME = Duration.ofMinutes(8);

  private AppJwt() {}

  static String sign(String appId, PrivateKey key, Instant now) throws GeneralSecurityException {
    String claims =
        "{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}"
            .formatted(
                now.minus(BACKDATED).getEpochSecond(), now.plus(LIFETIME).getEpochSecond(), appId);
    String signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + base64(signature.sign());
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
