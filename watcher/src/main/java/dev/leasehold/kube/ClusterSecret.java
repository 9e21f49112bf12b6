package dev.leasehold.kube;

import dev.leasehold.ssh.SecretSource;
import java.util.regex.Pattern;

/**
 * A Secret of a cluster. Each reading is one request with the verb {@code get}, over a connection
 * of its own: it happens seldom, and new credentials take effect without a restart.
 */
public record ClusterSecret(Cluster cluster, String namespace, String name)
    implements SecretSource {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  /**
   * @throws IllegalArgumentException if a field is invalid; the message begins with the name of the
   *     field
   */
  public ClusterSecret {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace: '" + namespace + "' is not the name of a namespace");
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: '" + name + "' is not the name of a Secret");
    }
  }

  @Override
  public String place() {
    return "Secret " + namespace + "/" + name;
  }

  @Override
  public Answer read() {
    return SecretReader.HERE.read(this);
  }
}
