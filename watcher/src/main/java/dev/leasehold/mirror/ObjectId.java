package dev.leasehold.mirror;

/** An object. All of them are cluster-scoped. */
record ObjectId(MirrorKind kind, String name) {
  @Override
  public String toString() {
    return kind.kind() + " " + name;
  }
}
