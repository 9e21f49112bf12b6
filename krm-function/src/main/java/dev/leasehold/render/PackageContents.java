package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.Intent;
import dev.leasehold.api.Kinds;
import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.api.TargetKindSpec;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.Scope;
import dev.leasehold.targets.TargetKinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The documents of a package that are ours, by name. */
public final class PackageContents {
  private static final WordSet OURS =
      WordSet.of(
          Kinds.GROUP,
          Kinds.FIRST_GROUP,
          Kinds.CLAIM_GROUP,
          Kinds.EARLIER_CLAIM_GROUP,
          DynamicPrefixBinding.PREFIX_REF);

  /** Of 60 bytes each, more of them fit into a package than their trees into memory. */
  private static final int MOST = 10_000;

  private final SortedMap<String, DynamicPrefix> prefixes = new TreeMap<>();
  private final SortedMap<String, DynamicPrefixBinding> bindings = new TreeMap<>();
  private final SortedMap<String, PrefixLease> leases = new TreeMap<>();
  private final SortedMap<String, PublicIPClaim> claims = new TreeMap<>();
  private final SortedMap<String, PublicIPAutoscaler> autoscalers = new TreeMap<>();
  private final SortedMap<String, PublicIPLease> publicIps = new TreeMap<>();
  private final SortedMap<String, TargetKindSpec> targetKinds = new TreeMap<>();
  private final Map<String, Document> documents = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();

  private PackageContents() {}

  /** Reads them; what cannot be read is among {@link #findings}. */
  public static PackageContents read(List<Document> documents) {
    PackageContents contents = new PackageContents();
    try {
      requireFew(documents);
    } catch (FieldException e) {
      contents.findings.add(e.finding());
      return contents;
    }
    for (Document document : documents) {
      if (document.mentions(OURS)) {
        contents.add(document);
      }
    }
    contents.autoscalers.values().forEach(contents::addClaims); // they follow from the leases
    if (!Finding.hasError(contents.findings)) { // what is missing may be there
      contents.bindings.values().forEach(contents::checkReferences);
      contents.tellStrayLeases();
      contents.findings.addAll(ClaimConflicts.findings(contents));
    }
    return contents;
  }

  /**
   * Counts the documents that name us, before any is parsed.
   *
   * @throws FieldException at the first too many
   */
  static void requireFew(List<Document> documents) {
    int ours = 0;
    for (Document document : documents) {
      if (document.mentions(OURS) && ++ours > MOST) {
        throw new FieldException(
            new Place(document.file(), document.fileLine(0), "", ""),
            "more than 10,000 documents of this package mention Leasehold; remove those that are"
                + " not needed, or choose another folder");
      }
    }
  }

  public SortedMap<String, DynamicPrefix> prefixes() {
    return prefixes;
  }

  public SortedMap<String, DynamicPrefixBinding> bindings() {
    return bindings;
  }

  public SortedMap<String, PrefixLease> leases() {
    return leases;
  }

  public SortedMap<String, PublicIPClaim> claims() {
    return claims;
  }

  /** Their claims are among {@link #claims} too. */
  public SortedMap<String, PublicIPAutoscaler> autoscalers() {
    return autoscalers;
  }

  /** Whether a binding names a claim. */
  public boolean isBound(String claim) {
    return bindings().values().stream()
        .anyMatch(binding ->
            binding.source() instanceof DynamicPrefixBinding.Source.OfClaim(String name)
                && name.equals(claim));
  }

  /** Whether the claim of this name is no document of its own but of that autoscaler. */
  public boolean isOfAutoscaler(String claim, String autoscaler) {
    Optional<Document> of = document(Kinds.PUBLIC_IP_AUTOSCALER, autoscaler);
    return of.isPresent() && of.equals(document(Kinds.PUBLIC_IP_CLAIM, claim));
  }

  /** By their own names, which may differ from those of their claims. */
  public SortedMap<String, PublicIPLease> publicIps() {
    return publicIps;
  }

  /** The kinds that the package describes. */
  SortedMap<String, TargetKindSpec> targetKinds() {
    return targetKinds;
  }

  public List<Finding> findings() {
    return findings;
  }

  /** The files that mention us and could not be read: errors, and templates that were skipped. */
  public List<String> unread() {
    return List.copyOf(unread);
  }

  /** Whether an intent that is not here is gone. */
  boolean knowsIntent(Scope scope) {
    boolean hasSome =
        !(prefixes.isEmpty()
            && bindings.isEmpty()
            && leases.isEmpty()
            && claims.isEmpty()
            && publicIps.isEmpty());
    return unread.isEmpty() && (scope.isWhole() || hasSome) && !scope.mayLackIntent();
  }

  /** All that is asked for, in order. */
  public List<Intent> intents() {
    List<Intent> intents = new ArrayList<>(prefixes.values());
    intents.addAll(claims.values());
    return intents;
  }

  /**
   * The lease of this subject. A PublicIPLease that is held belongs to its claim, and may have
   * another name; any other one is found by its own name.
   */
  public Optional<Lease> lease(SubjectId id) {
    return switch (id.kind()) {
      case PREFIX -> Optional.ofNullable(leases.get(id.name()));
      case PUBLIC_IP ->
          publicIp(id.name())
              .filter(PublicIPLease::isHeld)
              .or(() -> Optional.ofNullable(publicIps.get(id.name())))
              .map(Lease.class::cast);
    };
  }

  /** The lease of that claim; one that is held goes first. */
  Optional<PublicIPLease> publicIp(String claim) {
    return publicIps.values().stream()
        .filter(lease -> lease.claim().equals(claim))
        .min(Comparator.comparing(PublicIPLease::state));
  }

  /** The document of this lease. */
  public Optional<Document> leaseDocument(SubjectId id) {
    return lease(id).flatMap(this::leaseDocument);
  }

  /** The document with the name of this lease. */
  public Optional<Document> leaseDocument(Lease lease) {
    return switch (lease) {
      case PrefixLease prefix -> document(Kinds.PREFIX_LEASE, prefix.name());
      case PublicIPLease ip -> document(Kinds.PUBLIC_IP_LEASE, ip.name());
    };
  }

  /** All leases: those of prefixes first, each kind in the order of names. */
  public List<Lease> allLeases() {
    List<Lease> all = new ArrayList<>(leases.values());
    all.addAll(publicIps.values());
    return all;
  }

  /** The file of the PublicIPLease with this name. */
  Optional<String> publicIpFile(String name) {
    return document(Kinds.PUBLIC_IP_LEASE, name).map(Document::file);
  }

  /** The file of the document that asks for it; of an autoscaler, even if it does not yet. */
  public Optional<String> intentFile(SubjectId id) {
    return document(id.kind().intent(), id.name())
        .or(() ->
            autoscalers.values().stream()
                .filter(_ -> id.kind() == SubjectId.Kind.PUBLIC_IP)
                .filter(autoscaler -> autoscaler.number(id.name()).isPresent())
                .findFirst()
                .flatMap(of -> document(Kinds.PUBLIC_IP_AUTOSCALER, of.name())))
        .map(Document::file);
  }

  /** Where that field of that binding stands; the nearest one above it when it is left out. */
  public Place bindingPlace(String name, String field) {
    return place(Kinds.DYNAMIC_PREFIX_BINDING, name, field);
  }

  /** The same of a prefix. */
  Place prefixPlace(String name, String field) {
    return place(Kinds.DYNAMIC_PREFIX, name, field);
  }

  /** The same of the lease of a prefix. */
  Place prefixLeasePlace(String name, String field) {
    return place(Kinds.PREFIX_LEASE, name, field);
  }

  /** The same of a claim. */
  Place claimPlace(String name, String field) {
    return place(Kinds.PUBLIC_IP_CLAIM, name, field);
  }

  /** Where that field of that TargetKind is. */
  Place targetKindPlace(String name, String field) {
    return place(Kinds.TARGET_KIND, name, field);
  }

  /** Where that public address is leased. */
  Place publicIpPlace(String name, String field) {
    return place(Kinds.PUBLIC_IP_LEASE, name, field);
  }

  private Place place(String kind, String name, String field) {
    Optional<Document> document = document(kind, name);
    Optional<Field> at = document.map(Document::root);
    for (String key : field.split("[.]")) {
      at = at.map(parent -> parent.isMapping() ? parent.find(key).orElse(parent) : parent);
    }
    return new Place(
        document.map(Document::file).orElse(""),
        at.map(Field::place).map(Place::line).orElse(0),
        kind + " " + name,
        field);
  }

  /** The subnets and ranges of that prefix that some binding uses. */
  public Set<String> boundSubnets(String prefix) {
    Set<String> bound = new HashSet<>();
    for (DynamicPrefixBinding binding : bindings.values()) {
      if (binding.isOf(prefix)) {
        binding.subnet().ifPresent(bound::add);
      }
    }
    return bound;
  }

  /** The document of that kind and name; of a claim of an autoscaler, that of the autoscaler. */
  public Optional<Document> document(String kind, String name) {
    return Optional.ofNullable(documents.get(kind + " " + name));
  }

  private void add(Document document) {
    int before = findings.size();
    Optional<Field> root = DocumentReading.object(document, findings);
    if (root.isEmpty()) {
      if (findings.size() > before) {
        unread.add(document.file());
      } else {
        rejectWithoutKind(document);
      }
      return;
    }
    try {
      switch (Kinds.kindOf(root.get())) {
        case Kinds.DYNAMIC_PREFIX -> {
          DynamicPrefix prefix = DynamicPrefix.read(root.get());
          put(prefixes, prefix.name(), prefix, Kinds.DYNAMIC_PREFIX, root.get());
        }
        case Kinds.DYNAMIC_PREFIX_BINDING -> {
          DynamicPrefixBinding binding = DynamicPrefixBinding.read(root.get());
          put(bindings, binding.name(), binding, Kinds.DYNAMIC_PREFIX_BINDING, root.get());
        }
        case Kinds.PREFIX_LEASE -> {
          PrefixLease lease = PrefixLease.read(root.get());
          put(leases, lease.name(), lease, Kinds.PREFIX_LEASE, root.get());
        }
        case Kinds.PUBLIC_IP_CLAIM -> {
          PublicIPClaim claim = PublicIPClaim.read(root.get());
          put(claims, claim.name(), claim, Kinds.PUBLIC_IP_CLAIM, root.get());
        }
        case Kinds.PUBLIC_IP_AUTOSCALER -> addAutoscaler(root.get());
        case Kinds.PUBLIC_IP_LEASE -> {
          PublicIPLease lease = PublicIPLease.read(root.get());
          put(publicIps, lease.name(), lease, Kinds.PUBLIC_IP_LEASE, root.get());
        }
        case Kinds.TARGET_KIND -> addTargetKind(root.get());
        case Kinds.RENDER_CONFIG -> {} // read before everything else
        case Kinds.WATCHER_CONFIG -> {} // the watcher reads it
        case "" -> { // it only mentions us
          if (isLikeABinding(root.get())) {
            misspelt(root.get().get("apiVersion"), "is not " + Kinds.API_VERSION);
          }
        }
        default -> misspelt(root.get().get("kind"), "is not a kind of this version");
      }
    } catch (FieldException e) {
      findings.add(e.finding());
    }
  }

  /** One that is built in, or is described twice, would make it a matter of luck which is used. */
  private void addTargetKind(Field root) {
    TargetKindSpec read = TargetKindSpec.read(root);
    Field kind = root.get("spec").get("kind");
    String version = read.group().isEmpty() ? "v1" : read.group() + "/v1";
    if (TargetKinds.builtIn(read.kind()).filter(of -> of.isOfGroup(version)).isPresent()) {
      throw kind.error(
          "'"
              + read.kind()
              + "' is a kind that Leasehold knows itself; delete this document, or use fieldPath in"
              + " the binding to write another field");
    }
    for (TargetKindSpec other : targetKinds.values()) {
      if (other.kind().equals(read.kind()) && other.group().equals(read.group())) {
        throw kind.error(
            "duplicate kind '"
                + read.kind()
                + "': also described by TargetKind "
                + other.name()
                + " in "
                + document(Kinds.TARGET_KIND, other.name()).map(Document::file).orElse("")
                + "; keep one");
      }
    }
    put(targetKinds, read.name(), read, Kinds.TARGET_KIND, root);
  }

  private void addAutoscaler(Field root) {
    PublicIPAutoscaler autoscaler = PublicIPAutoscaler.read(root);
    put(autoscalers, autoscaler.name(), autoscaler, Kinds.PUBLIC_IP_AUTOSCALER, root);
    if (!autoscaler.followsUse() && autoscaler.minFree() > 0) {
      findings.add(
          Finding.info(
              place(Kinds.PUBLIC_IP_AUTOSCALER, autoscaler.name(), "spec.minFree"),
              "has no effect beside count; remove count to keep that many addresses free"));
    }
  }

  /** The claims that an autoscaler stands for, as if each were a document. */
  private void addClaims(PublicIPAutoscaler autoscaler) {
    Field root =
        document(Kinds.PUBLIC_IP_AUTOSCALER, autoscaler.name()).map(Document::root).orElseThrow();
    for (int number : autoscaler.numbers(publicIps.values())) {
      PublicIPClaim claim = autoscaler.claim(number);
      boolean isByHand = number > autoscaler.minFree() && claims.containsKey(claim.name());
      if (!autoscaler.followsUse() || !isByHand) { // else its lease is that of another document
        put(claims, claim.name(), claim, Kinds.PUBLIC_IP_CLAIM, root);
      }
    }
  }

  /** Perhaps ours after all: what a binding added must not go because of a typo. */
  private void misspelt(Field field, String problem) {
    unread.add(field.document().file());
    findings.add(
        Finding.warning(
            field.place(),
            "'"
                + field.text()
                + "' "
                + problem
                + "; the document is ignored, and nothing is treated as removed"));
  }

  private static boolean isLikeABinding(Field root) {
    return root.find("spec")
        .filter(Field::isMapping)
        .flatMap(spec -> spec.find(DynamicPrefixBinding.PREFIX_REF))
        .filter(Field::isMapping)
        .isPresent();
  }

  private void rejectWithoutKind(Document document) {
    Field root;
    try {
      root = document.root();
    } catch (FieldException e) {
      return; // a list or a value
    }
    String apiVersion = ObjectKey.text(root, "apiVersion");
    if (apiVersion.startsWith(Kinds.GROUP)
        || apiVersion.startsWith(Kinds.FIRST_GROUP)
        || isLikeABinding(root)) {
      String missing = ObjectKey.text(root, "kind").isEmpty() ? "kind" : "apiVersion";
      findings.add(Finding.error(root.place(), "has no " + missing + "; write it"));
    }
  }

  /** Whether nothing else of the kind has the name. */
  private <T> boolean put(Map<String, T> map, String name, T value, String kind, Field root) {
    Document first = documents.putIfAbsent(kind + " " + name, root.document());
    if (first != null) {
      String other = first.file().isEmpty() ? "another item" : first.file();
      findings.add(
          Finding.error(
              root.get("metadata").get("name").place(),
              "duplicate name '" + name + "': also defined in " + other + "; keep one"));
      return false;
    }
    map.put(name, value);
    return true;
  }

  /** A typo, where a prefix lacks a lease: else setters alone may read it. */
  private void tellStrayLeases() {
    List<String> without = new ArrayList<>(prefixes.keySet());
    without.removeAll(leases.keySet());
    for (String name : without.isEmpty() ? List.<String>of() : List.copyOf(leases.keySet())) {
      if (!prefixes.containsKey(name)) {
        findings.add(
            Finding.warning(
                place(Kinds.PREFIX_LEASE, name, "metadata.name"),
                "DynamicPrefix '"
                    + name
                    + "' not found for this lease; prefixes without a lease: "
                    + String.join(", ", without)));
      }
    }
  }

  private void checkReferences(DynamicPrefixBinding binding) {
    switch (binding.source()) {
      case DynamicPrefixBinding.Source.OfPrefix(String name, Optional<String> _) ->
          checkPrefix(binding, name);
      case DynamicPrefixBinding.Source.OfClaim(String name) -> checkClaim(binding, name);
    }
  }

  /** A lease that people wrote needs no claim. */
  private void checkClaim(DynamicPrefixBinding binding, String name) {
    if (!claims.containsKey(name) && publicIp(name).isEmpty()) {
      findings.add(
          Finding.error(
              bindingPlace(binding.name(), "spec.claimRef.name"),
              "PublicIPClaim '"
                  + name
                  + "' not found"
                  + (claims.isEmpty()
                      ? ""
                      : "; known claims: " + String.join(", ", claims.keySet()))));
    }
  }

  private void checkPrefix(DynamicPrefixBinding binding, String name) {
    DynamicPrefix prefix = prefixes.get(name);
    if (prefix == null) {
      findings.add(
          Finding.error(
              bindingPlace(binding.name(), "spec.prefixRef.name"),
              "DynamicPrefix '"
                  + name
                  + "' not found"
                  + (prefixes.isEmpty()
                      ? ""
                      : "; known prefixes: " + String.join(", ", prefixes.keySet()))));
      return;
    }
    if (binding.subnet().isPresent()
        && prefix.subnet(binding.subnet().get()).isEmpty()
        && prefix.host(binding.subnet().get()).isEmpty()) {
      List<String> names = new ArrayList<>();
      prefix.subnets().forEach(subnet -> names.add(subnet.name()));
      prefix.hosts().forEach(host -> names.add(host.name()));
      findings.add(
          Finding.error(
              bindingPlace(binding.name(), "spec.prefixRef.subnet"),
              "DynamicPrefix '"
                  + prefix.name()
                  + "' has no subnet '"
                  + binding.subnet().get()
                  + "'; it has "
                  + String.join(", ", names)));
    }
  }
}
