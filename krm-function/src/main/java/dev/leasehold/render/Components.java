package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.UnreadFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sets of objects that a package may ask for by name; each is made where it is missing. */
public final class Components {
  private static final List<Component> ALL =
      List.of(
          new Component(
              "pools",
              By.NAME,
              "pools/ciliumloadbalancerippool-load-balancers",
              "pools/ciliumloadbalancerippool-virtual-addresses"),
          new Component(
              "pool-ranges",
              By.NAME,
              "pool-ranges/ciliumloadbalancerippool-load-balancers",
              "pool-ranges/ciliumloadbalancerippool-virtual-addresses"),
          new Component(
              "bgp",
              By.KIND,
              "bgp/ciliumbgpclusterconfig-cluster",
              "bgp/ciliumbgppeerconfig-gateway",
              "bgp/ciliumbgpadvertisement-gateway"),
          new Component(
              "bgp-node-override", By.KIND, "bgp-node-override/ciliumbgpnodeconfigoverride-node-1"),
          new Component("l2", By.KIND, "l2/ciliuml2announcementpolicy-load-balancers"),
          new Component("gateway", By.NAME, "gateway"),
          new Component("ip-rule", By.NAME, "ip-rule/iprule-load-balancers"),
          new Component("ip-rule-agent", By.KIND, "ip-rule-agent/agent-agent"),
          new Component(
              "dynamic-prefix",
              By.KIND,
              "dynamic-prefix/dynamicprefix-home-ipv6",
              "dynamic-prefix/dynamicprefixbinding-load-balancers",
              "dynamic-prefix/dynamicprefixbinding-own-prefix"),
          new Component(
              "own-prefix-policy",
              By.NAME,
              "own-prefix-policy/ciliumnetworkpolicy-allow-own-prefix"),
          new Component(
              "dynamic-prefix-bgp", By.NAME, "dynamic-prefix-bgp/ciliumbgpadvertisement-delegated"),
          new Component(
              "public-ips",
              By.NAME,
              "public-ips/publicipclaim-public-ip",
              "public-ips/ciliumloadbalancerippool-public-pool"),
          new Component(
              "gateway-api",
              By.NAME,
              "gateway-api/gateway-external",
              "gateway-api/gateway-internal",
              "gateway-api/certificate-wildcard",
              "gateway-api/httproute-https-redirect"),
          new Component(
              "k8s-gateway",
              By.NAME,
              "k8s-gateway/helmrepository-k8s-gateway",
              "k8s-gateway/helmrelease-k8s-gateway"),
          new Component("coredns", By.NAME, "coredns/configmap-coredns-values"),
          new Component(
              "network-policies",
              By.NAME,
              "network-policies/networkpolicy-deny-all-ingress",
              "network-policies/networkpolicy-allow-frontend-to-backend"),
          new Component("l2-health", By.NAME, "l2-health/prometheusrule-l2-health"));

  /** In the names of pool templates, before the name of the pool. */
  private static final String POOL = "/ciliumloadbalancerippool-";

  private Components() {}

  /** How an object of the package is recognized as the one that a component wants. */
  private enum By {
    NAME,
    /**
     * By its kind: a second object of the kind would conflict with one that people wrote. One that
     * has the name of a component's object is that component's.
     */
    KIND
  }

  private record Component(String name, By by, List<String> templates) {
    Component(String name, By by, String... templates) {
      this(name, by, List.of(templates));
    }
  }

  /** The names of the pools that these components make. */
  static List<String> pools(List<String> components) {
    List<String> pools = new ArrayList<>();
    for (Component component : ALL) {
      for (String template : component.templates) {
        int pool = template.indexOf(POOL);
        if (components.contains(component.name) && pool >= 0) {
          pools.add(template.substring(pool + POOL.length()));
        }
      }
    }
    return pools;
  }

  /** The names of all components. */
  public static List<String> names() {
    return ALL.stream().map(Component::name).toList();
  }

  /**
   * The package with the objects of these components that it does not have, with their setter
   * comments, listed where manifests are listed.
   *
   * @param asked the place that asks for them; new files are written near it
   * @param documents all documents of the package
   * @throws FieldException for a name that is no component's, or an object that cannot be made
   */
  public static Rendering add(
      List<String> components, Place asked, CiliumVersion version, List<Document> documents) {
    Draft draft = new Draft(documents);
    add(components, asked, version, List.of(), draft);
    return draft.rendering();
  }

  /**
   * The same for a package with unread files, which may contain an object. This runs before the
   * setters, so that new objects get the package's values at once.
   */
  static void add(
      List<String> components,
      Place asked,
      CiliumVersion version,
      List<UnreadFile> unread,
      Draft draft) {
    TargetSearch search = new TargetSearch(draft, unread);
    for (String name : components) {
      Component component = component(name, asked);
      for (String template : component.templates) {
        Document wanted = Templates.withItsName(Templates.read(template));
        if (!isThere(wanted, component.by, asked, search)
            && hasItsPrefix(wanted, component, asked, draft)) {
          int made = Templates.add(Templates.inVersion(wanted, version), asked, draft);
          draft.changed(change(draft.document(made)));
        }
      }
    }
  }

  /**
   * The document in the API version that this Cilium serves; the same document when it is not
   * Cilium's.
   */
  public static Document inVersion(Document document, CiliumVersion version) {
    return Templates.inVersion(document, version);
  }

  /**
   * Whether the package has the DynamicPrefix that a binding names. If not, the package has its
   * own, and such a binding would stop the rendering.
   */
  private static boolean hasItsPrefix(
      Document wanted, Component component, Place asked, Draft draft) {
    Optional<Field> name =
        wanted
            .root()
            .find(List.of("spec", "prefixRef", "name"))
            .filter(field -> wanted.root().get("kind").text().equals(Kinds.DYNAMIC_PREFIX_BINDING));
    if (name.isEmpty()) {
      return true;
    }
    List<String> own = new ArrayList<>();
    for (Document document : draft.documents()) {
      if (document.mentions(Kinds.DYNAMIC_PREFIX)) {
        DocumentReading.object(document, new ArrayList<>())
            .filter(root -> isA(root, Kinds.DYNAMIC_PREFIX, Kinds.GROUP))
            .ifPresent(root -> own.add(ObjectKey.of(root).name()));
      }
    }
    if (own.contains(name.get().text())) {
      return true;
    }
    draft.report(
        Finding.warning(
            asked,
            "component "
                + component.name
                + " makes no bindings: they are for DynamicPrefix "
                + name.get().text()
                + ", and this package has "
                + (own.isEmpty() ? "another one" : String.join(", ", own))
                + "; remove "
                + component.name
                + " from components"));
    return false;
  }

  private static Change change(Document made) {
    Field root = made.root();
    String object = root.get("kind").text() + " " + root.get("metadata").get("name").text();
    String content = root.find("spec").isPresent() ? "spec" : "data";
    return new Change(made.file(), object, content, List.of(), List.of());
  }

  private static Component component(String name, Place asked) {
    for (Component component : ALL) {
      if (component.name.equals(name)) {
        return component;
      }
    }
    throw new FieldException(
        asked, "unknown component '" + name + "'; components are " + String.join(", ", names()));
  }

  private static boolean isThere(Document wanted, By by, Place asked, TargetSearch search) {
    Field root = wanted.root();
    ObjectKey object = ObjectKey.of(root);
    String name = by == By.KIND ? "" : object.name();
    Set<String> others = by == By.KIND ? namesOfOthers(object) : Set.of();
    String apiVersion = root.get("apiVersion").text();
    String group = apiVersion.substring(0, apiVersion.indexOf('/') + 1);
    List<Finding> unreadable = new ArrayList<>();
    for (Document document : search.draft().documents()) {
      boolean isFound =
          document.mentions(object.kind())
              && DocumentReading.object(document, unreadable)
                  .filter(found -> isA(found, object.kind(), group))
                  .filter(found ->
                      by == By.KIND ? !isNamed(found, others) : isNamed(found, Set.of(name)))
                  .isPresent();
      if (isFound) {
        return true;
      }
    }
    if (search.isMadeByTemplate(object, name, asked)) {
      return true;
    }
    search.rejectUnreadable(object, name, asked, unreadable);
    return false;
  }

  private static boolean isA(Field root, String kind, String group) {
    return root.get("kind").text().equals(kind) && root.get("apiVersion").text().startsWith(group);
  }

  private static boolean isNamed(Field root, Set<String> names) {
    Optional<Field> found = root.find("metadata").flatMap(metadata -> metadata.find("name"));
    return found.isPresent() && names.contains(found.get().text());
  }

  /** The names of the other objects of that kind that components make; files have their names. */
  private static Set<String> namesOfOthers(ObjectKey object) {
    String kind = "/" + object.kind().toLowerCase(Locale.ROOT) + "-";
    Set<String> names = new HashSet<>();
    for (Component component : ALL) {
      for (String template : component.templates) {
        int at = template.indexOf(kind);
        if (at >= 0) {
          names.add(template.substring(at + kind.length()));
        }
      }
    }
    names.remove(object.name());
    return names;
  }
}
