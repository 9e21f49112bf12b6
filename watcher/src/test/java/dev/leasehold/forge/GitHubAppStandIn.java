package dev.leasehold.forge;

import dev.leasehold.http.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/** A GitHub App and its installation, as GitHub checks it. */
record GitHubAppStandIn(String appId, String installationId, PublicKey key, InstantSource clock) {
  private static final String BEARER = "Bearer ";
  private static final int MOST_SECONDS = 600;

  boolean isInstallation(String id) {
    return id.equals(installationId);
  }

  String expiry() {
    return clock.instant().plus(Duration.ofHours(1)).toString();
  }

  /** Whether a JWT is that of the App, now. */
  boolean isSignedBy(String header) {
    String[] parts = header.replace(BEARER, "").split("\\.", -1);
    if (!header.startsWith(BEARER) || parts.length != 3) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
        return false;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
    JsonValue algorithm = json(parts[0]).get("alg");
    JsonValue claims = json(parts[1]);
    long now = clock.instant().getEpochSecond();
    long issued = claims.get("iat").number().orElse(Long.MAX_VALUE);
    long expires = claims.get("exp").number().orElse(0L);
    return algorithm.text().equals(Optional.of("RS256"))
        && claims.get("iss").text().equals(Optional.of(appId))
        && issued <= now
        && expires > now
        && expires <= now + MOST_SECONDS;
  }

  private static JsonValue json(String part) {
    String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    return JsonValue.parse(text).orElse(new JsonValue(null));
  }
}
