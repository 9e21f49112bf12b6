package dev.leasehold.kube;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A kind of objects at an API server.
 *
 * @param group the API group; empty for the core group
 * @param plural the name of the kind in paths and in RBAC rules
 * @param whatToInstall what to do if the API server does not know the kind, as a sentence without
 *     the full stop
 */
public record ObjectKind(
    String group,
    String version,
    String plural,
    String kind,
    boolean isNamespaced,
    String whatToInstall) {
  private static final String BUILT_IN = "Use an API server of Kubernetes 1.28 or later";

  public static final ObjectKind SERVICES =
      new ObjectKind("", "v1", "services", "Service", true, BUILT_IN);
  public static final ObjectKind PODS = new ObjectKind("", "v1", "pods", "Pod", true, BUILT_IN);
  public static final ObjectKind ENDPOINT_SLICES =
      new ObjectKind("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, BUILT_IN);

  /** {@code GROUP/VERSION}, or the version alone in the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The kind, for fabric8. */
  public ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(isNamespaced)
        .build();
  }

  /** The name of its CRD: {@code iprules.api.operator.brtrm.dev}. */
  @Override
  public String toString() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
