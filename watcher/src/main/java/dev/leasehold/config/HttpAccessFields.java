package dev.leasehold.config;

import dev.leasehold.http.HttpAccess;
import dev.leasehold.krm.Field;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields that say how to reach an HTTP server: {@code caFile}, {@code proxy}, {@code
 * plainHttp}.
 */
final class HttpAccessFields {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
  private static final int HIGHEST_PORT = 65_535;

  private HttpAccessFields() {}

  /** Reads the fields in a mapping that has others too. */
  static HttpAccess read(Field parent, Path folder) {
    return new HttpAccess(
        parent.find("caFile").map(field -> folder.resolve(field.text())),
        parent.find("proxy").map(HttpAccessFields::proxy),
        parent.find("plainHttp").map(Field::bool).orElse(false));
  }

  private static InetSocketAddress proxy(Field field) {
    Matcher address = HOST_AND_PORT.matcher(field.text());
    if (!address.matches() || Integer.parseInt(address.group(2)) > HIGHEST_PORT) {
      throw field.error("'" + field.text() + "' is not HOST:PORT, such as proxy.example:3128");
    }
    // its name is resolved for each connection
    return InetSocketAddress.createUnresolved(
        address.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(address.group(2)));
  }

  /**
   * An address with a path that may be called; the error does not repeat it, as it may be secret.
   */
  static URI url(Field field, HttpAccess access) {
    URI uri;
    try {
      uri = new URI(field.text());
    } catch (URISyntaxException e) {
      throw field.error("is not an address such as https://HOST/PATH: " + e.getReason());
    }
    access
        .refusal(uri)
        .ifPresent(why -> {
          throw field.error(why);
        });
    if (uri.getRawFragment() != null) {
      throw field.error("has a '#', which is never sent; leave it out");
    }
    return uri;
  }
}
