/**
 * The KRM function: {@link dev.leasehold.fn.FunctionMain} reads a ResourceList and writes one. A
 * module, so that it can be linked into a runtime of its own (docs/decisions/0007). It exports
 * nothing: what uses its packages in process, the watcher, does so on the class path.
 */
module dev.leasehold.krm.function {
  requires org.snakeyaml.engine;
  requires static org.jspecify;
}
