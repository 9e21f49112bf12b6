package dev.leasehold.mirror;

import java.util.Map;
import java.util.Optional;

/**
 * A document of a package, or a claim of an autoscaler.
 *
 * @param name as in the document
 * @param file in the repository
 * @param spec as an API server takes it
 * @param namespace of the Pods of an Agent; empty for other kinds
 * @param autoscaler the PublicIPAutoscaler of a claim that is no document of its own
 */
record GitDocument(
    MirrorKind kind,
    String name,
    String file,
    Map<String, Object> spec,
    String namespace,
    Optional<String> autoscaler) {
  GitDocument {
    spec = Map.copyOf(spec);
  }
}
