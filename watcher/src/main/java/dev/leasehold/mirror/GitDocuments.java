package dev.leasehold.mirror;

import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Place;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.agent.NodeAgent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The documents of a package at a commit.
 *
 * @param commit 40 hexadecimal digits
 * @param isWhole whether a document that is not here is not in the package
 */
record GitDocuments(String commit, boolean isWhole, List<GitDocument> all) {
  GitDocuments {
    all = List.copyOf(all);
  }

  /**
   * Reads them.
   *
   * @param folder the folder of the package in its repository; empty: the root
   */
  static GitDocuments of(
      String commit,
      PackageContents contents,
      List<Document> agents,
      boolean isRead,
      String folder) {
    List<GitDocument> all = new ArrayList<>();
    Map<MirrorKind, Set<String>> names = new LinkedHashMap<>();
    names.put(MirrorKind.DYNAMIC_PREFIX, contents.prefixes().keySet());
    names.put(MirrorKind.BINDING, contents.bindings().keySet());
    names.put(MirrorKind.CLAIM, contents.claims().keySet());
    names.put(MirrorKind.AUTOSCALER, contents.autoscalers().keySet());
    names.forEach((kind, ofKind) -> {
      for (String name : ofKind) {
        contents
            .document(kind.kind(), name)
            .ifPresent(document -> all.add(document(kind, name, document, folder)));
      }
    });
    boolean isWhole = isRead;
    for (Document document : agents) {
      Optional<GitDocument> agent = agent(document, folder);
      agent.ifPresent(all::add);
      isWhole &= agent.isPresent();
    }
    return new GitDocuments(commit, isWhole, all);
  }

  private static Optional<GitDocument> agent(Document document, String folder) {
    try {
      NodeAgent agent = NodeAgent.read(document.root());
      return Optional.of(
          new GitDocument(
              MirrorKind.AGENT,
              agent.name(),
              Place.file(document.file()).below(folder).file(),
              document.root().find("spec").map(SpecValues::of).orElse(Map.of()),
              agent.namespace(),
              Optional.empty()));
    } catch (FieldException e) {
      return Optional.empty(); // the rendering says why
    }
  }

  private static GitDocument document(
      MirrorKind kind, String name, Document document, String folder) {
    Field root = document.root();
    Map<String, Object> spec = SpecValues.of(root.get("spec"));
    boolean isOfAutoscaler =
        kind == MirrorKind.CLAIM && root.get("kind").text().equals(Kinds.PUBLIC_IP_AUTOSCALER);
    return new GitDocument(
        kind,
        name,
        Place.file(document.file()).below(folder).file(),
        isOfAutoscaler ? ofTemplate(spec) : spec,
        "",
        isOfAutoscaler ? Optional.of(root.get("metadata").get("name").text()) : Optional.empty());
  }

  /** The {@code spec} of each claim of an autoscaler. */
  private static Map<String, Object> ofTemplate(Map<String, Object> autoscaler) {
    Map<String, Object> spec = new LinkedHashMap<>();
    Optional.ofNullable(autoscaler.get("poolName")).ifPresent(pool -> spec.put("poolName", pool));
    if (autoscaler.get("template") instanceof Map<?, ?> template) {
      template.forEach((key, value) -> spec.put(String.valueOf(key), value));
    }
    return spec;
  }
}
