package dev.leasehold.rulecontroller;

import dev.leasehold.kube.ObjectKind;
import dev.leasehold.net.RoutingTable;
import dev.leasehold.servicerules.RuleSpec;
import dev.leasehold.servicerules.WantedConfig;
import dev.leasehold.text.Printable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The objects at an API server. */
final class ClusterConfigs implements ConfigStore {
  private static final String VERSION = "v1alpha1";
  private static final String WHAT_TO_INSTALL =
      "Apply the CRDs of docs/deploy/ip-rules/crds.yaml, or those of ip-rule-operator";

  static final ObjectKind CONFIGS =
      new ObjectKind(
          RuleSpec.GROUP, VERSION, "ipruleconfigs", "IPRuleConfig", false, WHAT_TO_INSTALL);
  static final ObjectKind RULES =
      new ObjectKind(RuleSpec.GROUP, VERSION, "iprules", RuleSpec.KIND, false, WHAT_TO_INSTALL);

  private static final int UNPROCESSABLE = 422;
  private static final int LONGEST_REASON = 300;

  private final KubernetesClient client;

  ClusterConfigs(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Result create(WantedConfig config, Owner owner) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(CONFIGS.apiVersion());
    object.setKind(CONFIGS.kind());
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(config.key().objectName())
            .withLabels(owner.labels())
            .withAnnotations(annotations(config))
            .build());
    Map<String, @Nullable Object> spec = spec(config);
    spec.values().removeIf(value -> value == null);
    object.setAdditionalProperty("spec", spec);
    Result result =
        result(
            () -> client.genericKubernetesResources(CONFIGS.context()).resource(object).create());
    return config.key().table() instanceof RoutingTable.OfVrf
            && result instanceof Result.Refused(String why)
            && why.contains("spec.table")
        ? new Result.Refused(why + ". spec.vrf needs the CRDs of docs/deploy/ip-rules/crds.yaml")
        : result;
  }

  @Override
  public Result correct(ConfigObject object, WantedConfig config) {
    return patch(object, Map.of("annotations", annotations(config)), spec(config));
  }

  @Override
  public Result markAbsent(ConfigObject object) {
    return patch(object, Map.of(), Map.of("state", ConfigObject.Spec.ABSENT));
  }

  /** A JSON merge patch (RFC 7396), which the server refuses if the object has changed. */
  private Result patch(
      ConfigObject object, Map<String, Object> metadata, Map<String, @Nullable Object> spec) {
    Map<String, Object> all = new HashMap<>(metadata);
    all.put("resourceVersion", object.resourceVersion());
    String patch =
        client.getKubernetesSerialization().asJson(Map.of("metadata", all, "spec", spec));
    return result(() ->
        client
            .genericKubernetesResources(CONFIGS.context())
            .withName(object.name())
            .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  private static Map<String, String> annotations(WantedConfig config) {
    return Map.of(ConfigObject.RULE, config.rule().name(), ConfigObject.SERVICE, config.service());
  }

  /** A null removes what somebody added. */
  private static Map<String, @Nullable Object> spec(WantedConfig config) {
    Map<String, @Nullable Object> spec = new LinkedHashMap<>();
    spec.put("serviceIP", config.key().source().toString());
    RoutingTable table = config.key().table();
    spec.put("table", table instanceof RoutingTable.Numbered(long number) ? number : null);
    spec.put("vrf", table instanceof RoutingTable.OfVrf(String name) ? name : null);
    spec.put(
        "priority",
        config.key().priority().isPresent() ? config.key().priority().getAsLong() : null);
    spec.put("state", ConfigObject.Spec.PRESENT);
    return spec;
  }

  private static Result result(Supplier<?> request) {
    try {
      Object _ = request.get();
      return new Result.Done();
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND ->
            new Result.Outdated();
        case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
            new Result.Refused(
                Printable.start(
                    Printable.text(
                        e.getStatus() == null || e.getStatus().getMessage() == null
                            ? String.valueOf(e.getMessage())
                            : e.getStatus().getMessage()),
                    LONGEST_REASON));
        default -> throw e;
      };
    }
  }
}
