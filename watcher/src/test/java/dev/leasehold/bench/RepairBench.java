package dev.leasehold.bench;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.iprule.Agent;
import dev.leasehold.iprule.PriorityRange;
import dev.leasehold.iprule.RuleNamespace;
import dev.leasehold.netlink.KernelRule;
import dev.leasehold.netlink.RuleTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** How long a node is without a rule that somebody deletes by hand, beside many others. */
final class RepairBench {
  private static final int PROTOCOL = 98;
  private static final int MEASURED = 100;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private RepairBench() {}

  /** Runs an agent of a namespace at an API server with so many IPRuleConfigs. */
  static void run(Path kubeconfig, int configs) throws Exception {
    try (RuleNamespace node = RuleNamespace.make("repair");
        RuleTable seen = node.open(PROTOCOL)) {
      Agent agent =
          new Agent(
              new Agent.Setup(
                  AccessSource.of(Optional.of(kubeconfig), Map.of()),
                  "node-1",
                  Optional.empty(),
                  node::open,
                  PriorityRange.NONE,
                  System::nanoTime,
                  new Random(1),
                  ApiServer.Limits.DEFAULT,
                  ObjectWatch.Pauses.DEFAULT));
      long start = System.nanoTime();
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(() -> run(agent), Thread.ofPlatform()::start);
      List<KernelRule> rules = await(seen, all -> all.size() >= configs);
      System.out.printf(
          "%,d rules       %6.1f s from the start of the agent to the last one%n",
          configs, (System.nanoTime() - start) / 1e9);
      Figures figures = new Figures();
      Random random = new Random(7);
      for (int i = 0; i < MEASURED; i++) {
        start = System.nanoTime();
        KernelRule rule = rules.get(random.nextInt(rules.size()));
        Optional<String> refusal = seen.delete(rule);
        if (refusal.isPresent()) {
          throw new IOException(refusal.get());
        }
        rules = await(seen, all -> all.stream().anyMatch(one -> one.plain().equals(rule.plain())));
        figures.add(System.nanoTime() - start);
      }
      System.out.printf(
          "%,d rules       %6.0f ms p50, %.0f ms p95 from a deletion by hand to the rule, of %d%n",
          configs, figures.percentile(50) / 1e6, figures.percentile(95) / 1e6, MEASURED);
      agent.stop();
      running.join();
    }
  }

  private static void run(Agent agent) {
    try {
      agent.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rules of the agent, when they are as they should be. */
  private static List<KernelRule> await(RuleTable seen, Predicate<List<KernelRule>> isDone)
      throws IOException {
    while (true) {
      List<KernelRule> own =
          seen.dump().stream().filter(rule -> rule.protocol() == PROTOCOL).toList();
      if (isDone.test(own)) {
        return own;
      }
      if (seen.await(LONGEST) != RuleTable.Wait.CHANGED) {
        throw new IOException("the agent has made " + own.size() + " rules, and no more");
      }
    }
  }
}
