package dev.leasehold.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Iterator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** TLS with the authorities and the client certificate of an access. */
final class Tls {
  private Tls() {}

  /**
   * The context.
   *
   * @throws GeneralSecurityException if a certificate or the key is not usable; the message has
   *     nothing of the key
   */
  static SSLContext context(ApiAccess access) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(access), trust(access), null);
    return context;
  }

  /** Null: the runtime's authorities. */
  private static TrustManager @Nullable [] trust(ApiAccess access) throws GeneralSecurityException {
    if (access.insecure()) {
      return new TrustManager[] {new Anyone()};
    }
    if (access.authorities().isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    int count = 0;
    for (Certificate certificate : certificates(access.authorities(), "certificate-authority")) {
      store.setCertificateEntry("ca-" + count++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Null: no client certificate. */
  private static KeyManager @Nullable [] keys(ApiAccess access) throws GeneralSecurityException {
    if (access.certificate().isEmpty()) {
      return null;
    }
    char[] none = new char[0];
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        key(access.key()).getPrivate(),
        none,
        certificates(access.certificate(), "client-certificate").toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    try {
      factory.init(store, none);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("client-key does not fit client-certificate", e);
    }
    return factory.getKeyManagers();
  }

  /** Reads PKCS #8, PKCS #1 (of kubeadm) and SEC 1 (of k3s); the JDK reads only the first. */
  private static KeyPair key(String pem) throws GeneralSecurityException {
    try {
      @Nullable Iterable<KeyPair> read =
          SecurityUtils.loadKeyPairIdentities(
              null,
              NamedResource.ofName("client-key"),
              new ByteArrayInputStream(pem.getBytes(UTF_8)),
              FilePasswordProvider.EMPTY);
      @Nullable Iterator<KeyPair> pairs = read == null ? null : read.iterator();
      if (pairs != null && pairs.hasNext()) {
        return pairs.next();
      }
    } catch (IOException | RuntimeException | NoClassDefFoundError e) {
      // Its message may quote the key.
    }
    throw new GeneralSecurityException("client-key is not a private key in PEM without passphrase");
  }

  private static Collection<? extends Certificate> certificates(String pem, String field)
      throws GeneralSecurityException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)));
    if (found.isEmpty()) {
      throw new GeneralSecurityException(field + " has no certificate");
    }
    return found;
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("nothing was read", e);
    }
    return store;
  }

  /**
   * Trusts any certificate, for {@code insecure-skip-tls-verify: true}. An extended trust manager
   * also has the check of the server's name.
   */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
