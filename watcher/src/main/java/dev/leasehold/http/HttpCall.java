package dev.leasehold.http;

import java.net.URI;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request to a server.
 *
 * @param headers may hold secrets; never part of a message
 * @param body empty: none
 */
public record HttpCall(
    String method, URI uri, SortedMap<String, String> headers, Optional<String> body) {
  public HttpCall {
    headers = new TreeMap<>(headers);
  }

  /** A call without a body. */
  public static HttpCall of(String method, URI uri) {
    return new HttpCall(method, uri, new TreeMap<>(), Optional.empty());
  }

  /** The same call with one more header. */
  public HttpCall with(String header, String value) {
    TreeMap<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new HttpCall(method, uri, more, body);
  }

  /** The same call with a body. */
  public HttpCall withBody(String contentType, String text) {
    HttpCall typed = with("Content-Type", contentType);
    return new HttpCall(method, uri, typed.headers(), Optional.of(text));
  }

  HttpCall at(URI other) {
    return new HttpCall(method, other, headers, body);
  }

  /** The method and the address, without headers and query. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
