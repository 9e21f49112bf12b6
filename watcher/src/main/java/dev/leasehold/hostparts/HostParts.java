package dev.leasehold.hostparts;

import dev.leasehold.render.KeepingPool;
import java.util.List;
import java.util.Optional;

/** The host parts of the Services of one target. A watch asks for them and never waits. */
public interface HostParts {
  /** Nothing is known. */
  HostParts NONE =
      new HostParts() {
        @Override
        public String whyNot() {
          return "nobody looks at Services";
        }

        @Override
        public void sees(List<KeepingPool> pools) {
          // nobody looks at Services
        }

        @Override
        public Optional<KnownParts> of(String prefix) {
          return Optional.empty();
        }
      };

  /** Why nobody looks at Services, and what to do; empty if somebody does. */
  String whyNot();

  /**
   * The package at the tip has these pools.
   *
   * @param pools all pools with {@code hostParts: Keep}
   */
  void sees(List<KeepingPool> pools);

  /**
   * What is known of the Services that have addresses of a prefix.
   *
   * @param prefix the name of the DynamicPrefix
   * @return empty if the Services were not listed for it, or too long ago
   */
  Optional<KnownParts> of(String prefix);
}
