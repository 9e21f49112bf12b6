package dev.leasehold.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.MacAddress;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.autoscale.AutoscalerStatus.Reason;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.lease.GonePrefixes;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.PackageContents;
import dev.leasehold.source.Origin;
import dev.leasehold.watch.BindingStatus;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.SubjectStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.approvaltests.Approvals;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The objects of a package. */
final class MirrorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");

  private static final String PACKAGE =
      """
      apiVersion: network.reith.cloud/v1alpha1
      kind: DynamicPrefix
      metadata: {name: home}
      spec:
        acquisition: {dhcpv6: {interface: wan0}}
        subnets: [{name: lb, offset: 0x1000, prefixLength: 120}]
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata: {name: pool}
      spec:
        prefixRef: {name: home, subnet: lb}
        target: {kind: CiliumLoadBalancerIPPool, name: lb}
      ---
      apiVersion: net.serialx.dev/v1alpha1
      kind: PublicIPClaim
      metadata: {name: mail}
      spec:
        poolName: public
        router: {host: gw, port: 2222, user: root, sshSecretRef: gw, wanParent: eth9}
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: PublicIPAutoscaler
      metadata: {name: warm}
      spec:
        poolName: public
        count: 1
        template: {router: {host: gw, user: root, sshSecretRef: gw, wanParent: eth9}}
      """;

  private static final AgentRollouts AGENTS = new AgentRollouts(() -> 0);

  private final PackageContents contents =
      PackageContents.read(
          KrmPackage.of(new TreeMap<>(Map.of("intent/all.yaml", PACKAGE))).documents());
  private final DynamicPrefixBinding binding =
      Objects.requireNonNull(contents.bindings().get("pool"));

  @Test
  void showsDocumentsAndWhatIsHeld() {
    assertEquals(List.of(), contents.findings());
    PrefixStatus prefix =
        prefix(
            Standing.PREFERRED,
            List.of(report(B, "2026-11-21T14:00:00.5Z"), report(A, "2026-11-22T10:00:00Z")),
            new PrefixLease.Current(B, NOW.minusSeconds(60)),
            new PrefixLease.Draining(A, NOW.minusSeconds(9_000), NOW.plusSeconds(3_540)));
    List<MirrorObject> objects =
        objects(
            List.of(
                prefix,
                claim("mail", AddressPhase.READY, "", "192.0.2.7"),
                claim("warm-1", AddressPhase.FAILED, "the router rejects the key", "192.0.2.8")),
            List.of(
                new BindingStatus(
                    binding, Optional.of("2001:db8:b::1000/120"), "", Optional.of(NOW))));
    List<Object> shown = new ArrayList<>();
    for (MirrorObject object : objects) {
      Map<String, Object> fields = new TreeMap<>();
      fields.put("object", object.id().toString());
      fields.put("labels", new TreeMap<>(object.labels()));
      fields.put("annotations", new TreeMap<>(object.annotations()));
      fields.put("spec", new TreeMap<>(object.spec()));
      fields.put("status", new TreeMap<>(object.status()));
      shown.add(fields);
    }
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(200).build();
    Approvals.verify(new Dump(settings).dumpToString(shown));
  }

  @Test
  void aLostPrefixIsNotReady() {
    PrefixStatus lost = prefix(Standing.WITHDRAWN, List.of(), new PrefixLease.Current(A, NOW));
    assertEquals(
        "[PrefixAcquired=False Withdrawn 2001:db8:a::/56 was withdrawn; it stays in Git,"
            + " PoolsSynced=True NothingBound no binding uses the prefix,"
            + " Ready=False Withdrawn 2001:db8:a::/56 was withdrawn; it stays in Git]",
        conditions(objects(List.of(lost), List.of()).getFirst()));
  }

  @Test
  void aLifetimeWithoutAnEndIsNoTime() {
    PrefixStatus held =
        prefix(
            Standing.PREFERRED,
            List.of(report(A, "2126-11-21T10:00:00Z")),
            new PrefixLease.Current(A, NOW));
    assertFalse(
        objects(List.of(held), List.of()).getFirst().status().containsKey("leaseExpiresAt"));
  }

  /** After a restart no source has spoken yet, and that is no transition. */
  @Test
  void aPrefixThatWasNotHeardYetIsReady() {
    PrefixStatus silent = prefix(Standing.UNKNOWN, List.of(), new PrefixLease.Current(A, NOW));
    assertTrue(conditions(objects(List.of(silent), List.of()).getFirst()).contains("Ready=True"));
  }

  @Test
  void whatIsNotInGitOrNotDeliveredIsNotSynced() {
    PrefixStatus prefix = prefix(Standing.PREFERRED, List.of(), new PrefixLease.Current(A, NOW));
    BindingStatus stalled =
        new BindingStatus(
            binding, Optional.of("2001:db8:a::1000/120"), "no rights", Optional.empty());
    String waits = conditions(objects(List.of(prefix), List.of(stalled)).getFirst());
    assertTrue(waits.contains("PoolsSynced=False NotInGit pool: no rights"), waits);
    assertTrue(waits.contains("Ready=False NotInGit pool: no rights"), waits);
    BindingStatus synced = new BindingStatus(binding, stalled.addresses(), "", Optional.of(NOW));
    MirrorObject object =
        Mirror.of(
                known(List.of(prefix), List.of(synced)),
                delivered((target, name) -> target + "/" + name + " has old blocks", Map.of()),
                AGENTS)
            .getFirst();
    assertTrue(
        conditions(object).contains("PoolsSynced=False NotDelivered pool: cluster/pool has old"),
        conditions(object));
  }

  @Test
  void anAutoscalerThatFollowsServicesShowsWhatIsFree() {
    assertEquals(
        "{claims=1, conditions=[{message=2 are free, reason=Ready, status=True, type=Ready}],"
            + " free=2, ready=1, reason=Surplus, used=1}",
        autoscaler(Optional.of(1), Reason.SURPLUS, "2 are free", false));
  }

  @Test
  void anAutoscalerThatDoesNotKnowSaysWhy() {
    assertEquals(
        "{claims=1, conditions=[{message=the API server is away, reason=UseUnknown, status=False,"
            + " type=Ready}], ready=1, reason=UseUnknown}",
        autoscaler(Optional.empty(), Reason.USE_UNKNOWN, "the API server is away", true));
  }

  private String autoscaler(
      Optional<Integer> used, Reason reason, String message, boolean isTrouble) {
    List<SubjectStatus> subjects = List.of(claim("warm-1", AddressPhase.READY, "", "192.0.2.8"));
    MirrorSource.Known of = known(subjects, List.of());
    WatchStatus watch = of.status();
    AutoscalerStatus status =
        new AutoscalerStatus(
            "warm", 3, 3, used, 1, 8, reason, message, isTrouble, Optional.of(NOW));
    MirrorSource.Known all =
        new MirrorSource.Known(
            of.target(),
            of.documents(),
            new WatchStatus(
                "home",
                NOW,
                NOW,
                false,
                watch.target(),
                subjects,
                List.of(),
                List.of(),
                List.of(status)));
    Map<String, Object> fields =
        new TreeMap<>(Mirror.of(all, Delivery.UNKNOWN, AGENTS).getLast().status());
    fields.replace(
        "conditions",
        ((List<?>) Objects.requireNonNull(fields.get("conditions")))
            .stream().map(one -> new TreeMap<>((Map<?, ?>) one)).toList());
    return fields.toString();
  }

  private List<MirrorObject> objects(List<SubjectStatus> subjects, List<BindingStatus> bindings) {
    Map<String, List<Delivery.Holder>> holders =
        Map.of(
            "cluster/home",
            List.of(
                new Delivery.Holder("media/radio", "2001:db8:a::1001", "draining"),
                new Delivery.Holder("media/tv", "2001:db8:b::1005", "current")),
            "cluster/mail",
            List.of());
    return Mirror.of(known(subjects, bindings), delivered((_, _) -> "", holders), AGENTS);
  }

  private static Delivery delivered(
      BinaryOperator<String> missing, Map<String, List<Delivery.Holder>> holders) {
    return new Delivery() {
      @Override
      public String missing(String target, String binding) {
        return missing.apply(target, binding);
      }

      @Override
      public Optional<List<Holder>> holders(String target, String lease) {
        return Optional.ofNullable(holders.get(target + "/" + lease));
      }
    };
  }

  private MirrorSource.Known known(List<SubjectStatus> subjects, List<BindingStatus> bindings) {
    WatchStatus.Target target =
        new WatchStatus.Target(
            Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty(), Map.of());
    return new MirrorSource.Known(
        new MirrorTarget("home", "cluster", true, "ssh://git@git.example/home.git", "main", "net"),
        GitDocuments.of("c".repeat(40), contents, List.of(), true, "net"),
        new WatchStatus("home", NOW, NOW, false, target, subjects, List.of(), bindings));
  }

  private static String conditions(MirrorObject object) {
    List<String> words = new ArrayList<>();
    for (Object condition : (List<?>) Objects.requireNonNull(object.status().get("conditions"))) {
      Map<?, ?> of = (Map<?, ?>) condition;
      words.add(
          of.get("type")
              + "="
              + of.get("status")
              + " "
              + of.get("reason")
              + " "
              + of.get("message"));
    }
    return words.toString();
  }

  private static SourceReport report(Prefix prefix, String validUntil) {
    return new SourceReport(
        new Origin.Delegated("wan0", "home"),
        prefix,
        Standing.PREFERRED,
        NOW,
        Instant.parse(validUntil));
  }

  private static PrefixStatus prefix(
      Standing standing, List<SourceReport> said, PrefixLease.Entry... entries) {
    return new PrefixStatus(
        new PrefixLease("home", "dhcpv6-pd", List.of(entries)),
        standing,
        false,
        Optional.empty(),
        "",
        List.of(),
        said,
        List.of(),
        Optional.empty(),
        0,
        Map.of(),
        List.of(new PrefixStatus.Part("lb", "2001:db8:b::1000/120")),
        List.of(
            new GonePrefixes.Gone(
                Prefix.parse("2001:db8:9::/56"),
                NOW.minusSeconds(90_000),
                Optional.of(NOW.minusSeconds(12_600)),
                NOW.minusSeconds(9_000))));
  }

  private static ClaimStatus claim(
      String name, AddressPhase phase, String message, String address) {
    return new ClaimStatus(
        name,
        phase,
        message,
        Optional.of(Address.parse(address)),
        Optional.of("public"),
        Optional.of("gw"),
        Optional.of("root@gw:22"),
        Optional.of("wan-" + name),
        Optional.of(new MacAddress("02:00:00:00:00:01")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
