package dev.leasehold.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificate authorities of a PEM file. */
public final class CertificateAuthorities {
  private CertificateAuthorities() {}

  /**
   * Trust in these authorities alone.
   *
   * @throws IOException if the file cannot be read or has no certificate; the message names the
   *     file
   */
  private static TrustManager[] trust(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new IOException("caFile: " + pem + " has no certificate");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("caFile: " + pem + " is not a PEM file of certificates", e);
    }
  }

  /**
   * TLS with trust in these authorities alone.
   *
   * @throws IOException if the file cannot be read or has no certificate; the message names it
   */
  public static SSLContext context(Path pem) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(pem), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("caFile: " + pem + ": " + e.getMessage(), e);
    }
  }
}
