package dev.leasehold.ssh;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/** The algorithms that a client proposes to a machine, the best first. */
public enum Algorithms {
  /** Those without known weaknesses; OpenSSH since 6.5 and dropbear since 2020.79 have them. */
  MODERN,
  /**
   * Also those with SHA-1, after the others, for dropbear before 2020 and RouterOS before 7. A host
   * key of the type ssh-dss is never accepted.
   */
  LEGACY;

  private static final List<BuiltinDHFactories> KEX =
      List.of(
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh,
          BuiltinDHFactories.ecdhp256,
          BuiltinDHFactories.ecdhp384,
          BuiltinDHFactories.ecdhp521,
          BuiltinDHFactories.dhg16_512,
          BuiltinDHFactories.dhg14_256,
          BuiltinDHFactories.dhgex256);
  private static final List<BuiltinCiphers> CIPHERS =
      List.of(
          BuiltinCiphers.cc20p1305_openssh,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes128ctr);
  private static final List<BuiltinMacs> MACS =
      List.of(
          BuiltinMacs.hmacsha256etm,
          BuiltinMacs.hmacsha512etm,
          BuiltinMacs.hmacsha256,
          BuiltinMacs.hmacsha512);
  private static final List<BuiltinSignatures> SIGNATURES =
      List.of(
          BuiltinSignatures.ed25519,
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  void apply(SshClient client) {
    client.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(true, kex(), ClientBuilder.DH2KEX));
    client.setCipherFactories(List.copyOf(CIPHERS));
    client.setMacFactories(List.copyOf(also(MACS, BuiltinMacs.hmacsha1)));
    client.setSignatureFactories(signatures());
  }

  @SuppressWarnings("deprecation") // SHA-1, which old machines alone get
  private List<BuiltinDHFactories> kex() {
    return also(KEX, BuiltinDHFactories.dhg14);
  }

  private List<NamedFactory<Signature>> signatures() {
    return List.copyOf(also(SIGNATURES, BuiltinSignatures.rsa));
  }

  /**
   * The types of host keys to propose: those with a trusted key first, because a server shows the
   * first that it has.
   */
  List<NamedFactory<Signature>> hostKeys(Collection<PublicKey> trusted) {
    Set<String> types =
        trusted.stream().map(KeyUtils::getKeyType).collect(Collectors.toUnmodifiableSet());
    List<NamedFactory<Signature>> ordered = new ArrayList<>();
    for (boolean known : new boolean[] {true, false}) {
      signatures().stream()
          .filter(s -> types.contains(KeyUtils.getCanonicalKeyType(s.getName())) == known)
          .forEach(ordered::add);
    }
    return ordered;
  }

  /**
   * The signatures of the client's key, one list for each try: an old server rejects an RSA key
   * with the first signature that it does not know, and says no other.
   */
  List<List<NamedFactory<Signature>>> userKeys() {
    return this == MODERN
        ? List.of(signatures())
        : List.of(signatures(), List.of(BuiltinSignatures.rsa));
  }

  private <T> List<T> also(List<T> modern, T old) {
    List<T> all = new ArrayList<>(modern);
    if (this == LEGACY) {
      all.add(old);
    }
    return all;
  }
}
