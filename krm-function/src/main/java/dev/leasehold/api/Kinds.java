package dev.leasehold.api;

import dev.leasehold.krm.Field;

/** The kinds that are ours, and how a document says it is one. */
public final class Kinds {
  /** Group of everything that Leasehold defines. */
  public static final String GROUP = "leasehold.dev/";

  /** Group under which prefixes and bindings were first described; read as ours. */
  public static final String FIRST_GROUP = "network.reith.cloud/";

  /** Groups of other projects whose {@code PublicIPClaim} is read as ours. */
  public static final String CLAIM_GROUP = "net.serialx.dev/";

  public static final String EARLIER_CLAIM_GROUP = "network.serialx.net/";

  public static final String API_VERSION = "leasehold.dev/v1alpha1";
  public static final String DYNAMIC_PREFIX = "DynamicPrefix";
  public static final String DYNAMIC_PREFIX_BINDING = "DynamicPrefixBinding";
  public static final String PREFIX_LEASE = "PrefixLease";
  public static final String PUBLIC_IP_CLAIM = "PublicIPClaim";
  public static final String PUBLIC_IP_AUTOSCALER = "PublicIPAutoscaler";
  public static final String PUBLIC_IP_LEASE = "PublicIPLease";
  public static final String RENDER_CONFIG = "RenderConfig";
  public static final String TARGET_KIND = "TargetKind";

  /** The watcher's own; it may be in a package, and the function reads nothing of it. */
  public static final String WATCHER_CONFIG = "WatcherConfig";

  private Kinds() {}

  /**
   * The kind of a document of ours; empty text for everybody else's.
   *
   * @throws dev.leasehold.krm.FieldException for a version of ours that is not known here
   */
  public static String kindOf(Field root) {
    String apiVersion = root.find("apiVersion").map(Field::text).orElse("");
    String kind = root.find("kind").map(Field::text).orElse("");
    boolean isOurs = apiVersion.startsWith(GROUP) || apiVersion.startsWith(FIRST_GROUP);
    if (!isOurs && !(kind.equals(PUBLIC_IP_CLAIM) && isOfClaimGroup(apiVersion))) {
      return "";
    }
    if (!apiVersion.endsWith("/v1alpha1")) {
      throw root.get("apiVersion")
          .error("unknown apiVersion '" + apiVersion + "'; use " + API_VERSION);
    }
    return kind;
  }

  /** Whether it is the group of another project's claims. */
  public static boolean isOfClaimGroup(String apiVersion) {
    return apiVersion.startsWith(CLAIM_GROUP) || apiVersion.startsWith(EARLIER_CLAIM_GROUP);
  }

  /** {@code metadata.name}, which must be there. */
  static String name(Field root) {
    return root.get("metadata").get("name").text();
  }
}
