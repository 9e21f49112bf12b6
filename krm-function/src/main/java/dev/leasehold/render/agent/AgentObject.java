package dev.leasehold.render.agent;

import dev.leasehold.edit.FieldEdit;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.net.AddressRange;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Owned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object that runs the agent on the nodes. The Agent decides its namespace, image, node selector
 * and tolerations; the rest of it is its owner's after it was made.
 */
public enum AgentObject {
  SERVICE_ACCOUNT("ServiceAccount", "v1"),
  CLUSTER_ROLE("ClusterRole", "rbac.authorization.k8s.io/"),
  CLUSTER_ROLE_BINDING("ClusterRoleBinding", "rbac.authorization.k8s.io/"),
  DAEMON_SET("DaemonSet", "apps/");

  /** The name of each of these objects. */
  public static final String NAME = "leasehold-agent";

  /** The beginning of the Agent's name as an owner in the record of an object. */
  private static final String OWNER = "Agent/";

  private static final List<String> NAMESPACE = List.of("metadata", "namespace");
  private static final List<String> POD = List.of("spec", "template", "spec");
  private static final String NODE_SELECTOR = "nodeSelector";
  private static final String TOLERATIONS = "tolerations";

  private final String kind;
  private final String group;

  AgentObject(String kind, String group) {
    this.kind = kind;
    this.group = group;
  }

  public String kind() {
    return kind;
  }

  /** Whether that object is of this kind and has the name. */
  public boolean is(Field root) {
    return text(root, "kind").equals(kind)
        && text(root, "apiVersion").startsWith(group)
        && text(root, "metadata", "name").equals(NAME);
  }

  /** Whether an owner in the record of an object is an Agent. */
  public static boolean isOwner(String owner) {
    return owner.startsWith(OWNER);
  }

  /** Whether the object was made for an Agent. */
  public static boolean isMade(Field root) {
    return Owned.read(root).byOwner().keySet().stream().anyMatch(AgentObject::isOwner);
  }

  /**
   * The object as the Agent wants it, with its record.
   *
   * @throws dev.leasehold.krm.FieldException for a shape that is not edited
   */
  public Document fit(Document object, NodeAgent agent) {
    Document now =
        switch (this) {
          case SERVICE_ACCOUNT -> withText(object, NAMESPACE, agent.namespace());
          case CLUSTER_ROLE -> object;
          case CLUSTER_ROLE_BINDING -> withSubject(object, agent.namespace());
          case DAEMON_SET -> withPods(withText(object, NAMESPACE, agent.namespace()), agent);
        };
    return recorded(now, agent);
  }

  private static Document recorded(Document object, NodeAgent agent) {
    Owned before = Owned.read(object.root());
    NavigableMap<String, NavigableSet<AddressRange>> owners = new TreeMap<>(before.byOwner());
    owners.keySet().removeIf(AgentObject::isOwner);
    owners.put(OWNER + agent.name(), Collections.emptyNavigableSet());
    return object.with(new Owned(owners).write(object.root()));
  }

  private static Document withSubject(Document binding, String namespace) {
    for (Field subject : binding.root().get("subjects").items()) {
      if (text(subject, "kind").equals("ServiceAccount") && text(subject, "name").equals(NAME)) {
        return binding.with(FieldEdit.set(subject, List.of("namespace"), namespace));
      }
    }
    throw binding
        .root()
        .get("subjects")
        .error("has no ServiceAccount " + NAME + "; add it, or delete the file to have it made");
  }

  private static Document withPods(Document daemonSet, NodeAgent agent) {
    Document now =
        daemonSet.with(FieldEdit.set(container(daemonSet), List.of("image"), agent.image()));
    for (Map.Entry<String, String> label : agent.nodeSelector().entrySet()) {
      now = withText(now, below(NODE_SELECTOR, label.getKey()), label.getValue());
    }
    Optional<Field> selector = now.root().find(below(NODE_SELECTOR));
    for (String key : selector.map(Field::keys).orElse(List.of())) {
      if (!agent.nodeSelector().containsKey(key)) {
        now = now.with(FieldEdit.remove(now.root(), below(NODE_SELECTOR, key)));
      }
    }
    return withTolerations(now, agent.tolerations());
  }

  private static Field container(Document daemonSet) {
    Field containers = daemonSet.root().get("spec").get("template").get("spec").get("containers");
    for (Field container : containers.items()) {
      if (text(container, "name").equals("agent")) {
        return container;
      }
    }
    throw containers.error(
        "has no container agent; restore it, or delete the file to have it made");
  }

  private static Document withTolerations(Document daemonSet, List<NodeAgent.Toleration> wanted) {
    Optional<Field> list = daemonSet.root().find(below(TOLERATIONS));
    List<NodeAgent.Toleration> there = list.map(NodeAgent.Toleration::readAll).orElse(List.of());
    if (there.equals(wanted)) {
      return daemonSet;
    }
    if (wanted.isEmpty()) {
      return daemonSet.with(FieldEdit.remove(daemonSet.root(), below(TOLERATIONS)));
    }
    List<ListEdit.Slot> slots = new ArrayList<>();
    for (NodeAgent.Toleration toleration : wanted) {
      int index = there.indexOf(toleration);
      slots.add(
          index >= 0 && !slots.contains(new ListEdit.Slot.Kept(index))
              ? new ListEdit.Slot.Kept(index)
              : new ListEdit.Slot.Added(new ListEntry.Spelled(spelled(toleration))));
    }
    return daemonSet.with(ListEdit.arrange(daemonSet.root(), below(TOLERATIONS), slots));
  }

  private static String spelled(NodeAgent.Toleration toleration) {
    List<String> fields = new ArrayList<>();
    add("key", toleration.key(), fields);
    fields.add("operator: " + toleration.operator());
    add("value", toleration.value(), fields);
    if (!toleration.effect().isEmpty()) {
      fields.add("effect: " + toleration.effect());
    }
    if (!toleration.seconds().isEmpty()) {
      fields.add("tolerationSeconds: " + toleration.seconds());
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private static void add(String key, String value, List<String> fields) {
    if (!value.isEmpty()) {
      fields.add(key + ": " + ScalarText.doubleQuoted(value));
    }
  }

  private static Document withText(Document object, List<String> path, String value) {
    return object.with(FieldEdit.set(object.root(), path, value));
  }

  private static List<String> below(String... keys) {
    List<String> path = new ArrayList<>(POD);
    path.addAll(List.of(keys));
    return path;
  }

  private static String text(Field root, String... path) {
    return ObjectKey.text(root, path);
  }
}
