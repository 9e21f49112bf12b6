package dev.leasehold.git;

import dev.leasehold.http.HttpAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URL;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP for an operation, which can close the connections and counts each byte received. Only the
 * target's own server is connected: a redirect to another one would hand over the token.
 */
final class WatchedHttp implements HttpConnectionFactory {
  private final Operation operation;
  private final HttpAccess access;
  private final String server;
  private final @Nullable SSLSocketFactory trust;
  private final Timeouts timeouts;

  /**
   * A factory for one operation.
   *
   * @param server the scheme and authority of the target, {@code https://forge.example}
   * @param trust the trusted authorities; null: those of the runtime
   * @param timeouts those of the operation, which ends sooner by itself
   */
  WatchedHttp(
      Operation operation,
      HttpAccess access,
      String server,
      @Nullable SSLSocketFactory trust,
      Timeouts timeouts) {
    this.operation = operation;
    this.access = access;
    this.server = server;
    this.trust = trust;
    this.timeouts = timeouts;
  }

  /** The server redirects to another one. */
  static final class RedirectException extends IOException {
    private static final long serialVersionUID = 1L;

    RedirectException(URL to) {
      super(
          "it redirects to "
              + to.getProtocol()
              + "://"
              + to.getAuthority()
              + "; redirects to other servers are refused, because they would receive the token");
    }
  }

  static String server(URL url) {
    return url.getProtocol() + "://" + url.getAuthority();
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, Proxy.NO_PROXY);
  }

  /** Opens a connection by the proxy of the configuration; that of the system is not used. */
  @Override
  public HttpConnection create(URL url, Proxy ignored) throws IOException {
    if (!server(url).equalsIgnoreCase(server)) {
      throw new RedirectException(url);
    }
    Proxy proxy = access.proxy().map(at -> new Proxy(Proxy.Type.HTTP, at)).orElse(Proxy.NO_PROXY);
    if (!(url.openConnection(proxy) instanceof HttpURLConnection connection)) {
      throw new IOException("no HTTP for " + url.getProtocol());
    }
    if (trust != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(trust);
    }
    connection.setConnectTimeout((int) timeouts.idle().toMillis());
    // The server says nothing while its hooks run.
    connection.setReadTimeout((int) timeouts.longest().toMillis());
    operation.connected(connection::disconnect);
    operation.started();
    return new Connection(connection);
  }

  /** JGit's own connection cannot be closed from another thread. */
  private final class Connection implements HttpConnection {
    private final HttpURLConnection connection;

    Connection(HttpURLConnection connection) {
      this.connection = connection;
    }

    @Override
    public int getResponseCode() throws IOException {
      operation.awaits();
      int code = connection.getResponseCode();
      operation.received(1);
      return code;
    }

    @Override
    public URL getURL() {
      return connection.getURL();
    }

    @Override
    public String getResponseMessage() throws IOException {
      return connection.getResponseMessage();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
      return connection.getHeaderFields();
    }

    @Override
    public void setRequestProperty(String key, String value) {
      connection.setRequestProperty(key, value);
    }

    @Override
    public void setRequestMethod(String method) throws ProtocolException {
      connection.setRequestMethod(method);
    }

    @Override
    public void setUseCaches(boolean caches) {
      connection.setUseCaches(caches);
    }

    @Override
    public void setConnectTimeout(int millis) {
      // the operation has its own limits
    }

    @Override
    public void setReadTimeout(int millis) {
      // the operation has its own limits
    }

    @Override
    public @Nullable String getContentType() {
      return connection.getContentType();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      operation.awaits();
      return new ServerInput(connection.getInputStream(), operation);
    }

    @Override
    public @Nullable String getHeaderField(String name) {
      return connection.getHeaderField(name);
    }

    @Override
    public List<String> getHeaderFields(String name) {
      List<String> values = new ArrayList<>();
      connection
          .getHeaderFields()
          .forEach((key, all) -> {
            if (name.equalsIgnoreCase(key)) {
              values.addAll(all);
            }
          });
      return values;
    }

    @Override
    public int getContentLength() {
      return connection.getContentLength();
    }

    @Override
    public void setInstanceFollowRedirects(boolean follow) {
      connection.setInstanceFollowRedirects(false); // JGit follows, by this factory
    }

    @Override
    public void setDoOutput(boolean output) {
      connection.setDoOutput(output);
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
      connection.setFixedLengthStreamingMode(length);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      if (connection.getURL().getPath().endsWith("/git-receive-pack")) {
        operation.listed();
      }
      return connection.getOutputStream();
    }

    @Override
    public void setChunkedStreamingMode(int length) {
      connection.setChunkedStreamingMode(length);
    }

    @Override
    public String getRequestMethod() {
      return connection.getRequestMethod();
    }

    @Override
    public boolean usingProxy() {
      return connection.usingProxy();
    }

    @Override
    public void connect() throws IOException {
      connection.connect();
    }

    @Override
    public void configure(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trusted,
        @Nullable SecureRandom random) {
      throw new IllegalStateException("certificates are always verified");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
      throw new IllegalStateException("host names are always verified");
    }
  }
}
