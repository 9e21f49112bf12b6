package dev.leasehold.mirror;

import dev.leasehold.api.Kinds;
import dev.leasehold.render.agent.NodeAgent;

/** A kind of document that is shown as objects. */
public enum MirrorKind {
  DYNAMIC_PREFIX(Kinds.DYNAMIC_PREFIX, "dynamicprefixes"),
  BINDING(Kinds.DYNAMIC_PREFIX_BINDING, "dynamicprefixbindings"),
  CLAIM(Kinds.PUBLIC_IP_CLAIM, "publicipclaims"),
  AUTOSCALER(Kinds.PUBLIC_IP_AUTOSCALER, "publicipautoscalers"),
  AGENT(NodeAgent.KIND, "agents");

  static final String GROUP = "leasehold.dev";
  static final String VERSION = "v1alpha1";

  private final String kind;
  private final String plural;

  MirrorKind(String kind, String plural) {
    this.kind = kind;
    this.plural = plural;
  }

  /** The {@code kind} of the objects. */
  public String kind() {
    return kind;
  }

  /** Their name in the paths of the API server. */
  String plural() {
    return plural;
  }
}
