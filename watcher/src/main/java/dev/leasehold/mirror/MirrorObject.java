package dev.leasehold.mirror;

import java.util.Map;

/**
 * An object as it should be.
 *
 * @param commit the commit that it is made of, which alone is no reason to write it
 * @param status without the times of transitions
 */
record MirrorObject(
    ObjectId id,
    String file,
    Map<String, String> labels,
    Map<String, String> annotations,
    String commit,
    Map<String, Object> spec,
    Map<String, Object> status) {
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String LEASEHOLD = "leasehold";
  static final String WATCHER = "leasehold.dev/watcher";
  static final String TARGET = "leasehold.dev/target";
  static final String AUTOSCALER = "leasehold.dev/autoscaler";
  static final String MIRROR = "leasehold.dev/mirror";
  static final String REPOSITORY = "leasehold.dev/repository";
  static final String FILE = "leasehold.dev/file";
  static final String COMMIT = "leasehold.dev/commit";

  MirrorObject {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    spec = Map.copyOf(spec);
    status = Map.copyOf(status);
  }

  /** Whether everything but the status and the commit is the same. */
  boolean isLike(MirrorObject other) {
    return labels.equals(other.labels)
        && annotations.equals(other.annotations)
        && spec.equals(other.spec);
  }
}
