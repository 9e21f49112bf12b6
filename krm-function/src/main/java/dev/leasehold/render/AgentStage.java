package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.agent.AgentObject;
import dev.leasehold.render.agent.NodeAgent;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.UnreadFile;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes the objects that run the agent of routing rules, and deletes them with their Agent. */
final class AgentStage {
  private static final String FOLDER = "agent/";

  private final TargetSearch search;
  private final Draft draft;

  /** Whether an Agent may be where it cannot be read. */
  private boolean mayBeElsewhere;

  AgentStage(Draft draft, List<UnreadFile> unread) {
    this.search = new TargetSearch(draft, unread);
    this.draft = draft;
    this.mayBeElsewhere =
        unread.stream()
            .anyMatch(file ->
                file.mayHold(NodeAgent.KIND, "") || file.mayMake(NodeAgent.KIND, NodeAgent.GROUP));
  }

  /**
   * Makes and edits the objects.
   *
   * @param knowsAll whether an Agent that is not in the package was removed
   */
  void apply(boolean knowsAll) {
    try {
      List<Field> agents = agents();
      if (agents.size() > 1) {
        throw agents
            .get(1)
            .error(
                "is a second Agent beside "
                    + agents.getFirst().place()
                    + "; keep one: a node has one agent");
      } else if (agents.size() == 1) {
        make(NodeAgent.read(agents.getFirst()), agents.getFirst().place());
      } else if (knowsAll && !mayBeElsewhere) {
        delete();
      }
    } catch (FieldException e) {
      draft.report(e.finding());
    }
  }

  private List<Field> agents() {
    List<Field> agents = new ArrayList<>();
    Set<String> patches = Set.of();
    for (Document document : draft.documents()) {
      if (document.mentions(NodeAgent.GROUP)) {
        Optional<Field> root = DocumentReading.object(document, new ArrayList<>());
        if (root.isEmpty()) {
          mayBeElsewhere |= document.mentions(NodeAgent.KIND);
        } else if (isAgent(root.get())) {
          agents.add(root.get());
        }
      }
    }
    if (agents.size() > 1) {
      patches = PackageLayout.patches(draft.documents());
    }
    List<Field> whole = new ArrayList<>();
    for (Field agent : agents) {
      if (!patches.contains(agent.document().file())) {
        whole.add(agent);
      }
    }
    return whole;
  }

  private static boolean isAgent(Field root) {
    String kind = ObjectKey.text(root, "kind");
    boolean isAgent =
        ObjectKey.text(root, "apiVersion").startsWith(NodeAgent.GROUP)
            && kind.equalsIgnoreCase(NodeAgent.KIND);
    if (isAgent && !kind.equals(NodeAgent.KIND)) {
      throw root.get("kind").error("'" + kind + "' is not a kind; write " + NodeAgent.KIND);
    }
    return isAgent;
  }

  private void make(NodeAgent agent, Place asked) {
    for (AgentObject object : AgentObject.values()) {
      OptionalInt found = find(object, asked);
      if (found.isPresent()) {
        edit(found.getAsInt(), object, agent);
      } else if (!search.isMadeByTemplate(key(object), AgentObject.NAME, asked)) {
        String template = FOLDER + object.kind().toLowerCase(Locale.ROOT) + "-" + AgentObject.NAME;
        Document made = object.fit(Templates.read(template), agent);
        int index = Templates.add(made, asked, draft);
        draft.changed(draft.document(index), "spec", List.of(), List.of());
      }
    }
  }

  private static ObjectKey key(AgentObject object) {
    return new ObjectKey(object.kind(), "", AgentObject.NAME);
  }

  /** The object that is there; one that was made goes first. */
  private OptionalInt find(AgentObject object, Place asked) {
    List<Finding> unreadable = new ArrayList<>();
    Set<String> patches = PackageLayout.patches(draft.documents());
    OptionalInt found = OptionalInt.empty();
    for (int i = 0; i < draft.size(); i++) {
      Document document = draft.document(i);
      Optional<Field> root =
          document.mentions(AgentObject.NAME)
                  && document.mentions(object.kind())
                  && !patches.contains(document.file())
              ? DocumentReading.object(document, unreadable).filter(object::is)
              : Optional.empty();
      if (root.isPresent() && (found.isEmpty() || AgentObject.isMade(root.get()))) {
        found = OptionalInt.of(i);
      }
    }
    if (found.isEmpty()) {
      search.rejectUnreadable(key(object), AgentObject.NAME, asked, unreadable);
    }
    return found;
  }

  private void edit(int index, AgentObject object, NodeAgent agent) {
    Document document = draft.document(index);
    if (!AgentObject.isMade(document.root())) {
      draft.report(
          Finding.info(
              document.root().place(),
              "was not made for the Agent, so it stays as it is; delete it to have it made and kept"
                  + " up to date"));
      return;
    }
    Document edited = object.fit(document, agent);
    if (edited != document) {
      draft.put(index, edited);
      draft.changed(document, "spec", List.of(), List.of());
    }
  }

  private void delete() {
    for (int i = 0; i < draft.size(); i++) {
      Document document = draft.document(i);
      if (document.mentions(Owned.ANNOTATION) && document.mentions(AgentObject.NAME)) {
        Optional<Field> root =
            DocumentReading.object(document, new ArrayList<>()).filter(AgentObject::isMade);
        if (root.isPresent()) {
          draft.changed(document, "spec", List.of(), List.of());
          if (AgentObject.DAEMON_SET.is(root.get())) {
            reportDeleted(root.get().place());
          }
          Templates.delete(i, draft);
        }
      }
    }
  }

  private void reportDeleted(Place place) {
    Finding finding =
        Finding.warning(
            place,
            "is deleted, because the package has no Agent any more. The rules stay on the nodes; to"
                + " remove them there: ip rule flush protocol 98; ip -6 rule flush protocol 98");
    draft.report(finding);
    draft.reportOnce(List.of(finding));
  }
}
