package dev.leasehold.check;

import dev.leasehold.krm.Field;
import java.util.Optional;

/**
 * The API versions in which each Cilium serves its kinds, by the CRDs of its releases: v2 from 1.18
 * on, beside v2alpha1, which is still served; L2 policies only in v2alpha1; the first BGP control
 * plane's policy not since 1.19.
 */
final class ApiVersions {
  private static final String V2ALPHA1 = "cilium.io/v2alpha1";
  private static final String ASK = "; set ciliumVersion if the cluster runs another version";

  private ApiVersions() {}

  static void check(CheckedObject object) {
    Field field = object.root().get("apiVersion");
    Optional<String> newest = object.cilium().apiVersion(object.kind());
    if (newest.isEmpty()) {
      object.wrong(
          object.root().get("kind"),
          "is not served by Cilium "
              + object.cilium()
              + "; write CiliumBGPClusterConfig, CiliumBGPPeerConfig and CiliumBGPAdvertisement"
              + ASK);
    } else if (!object.cilium().isServed(object.kind(), object.apiVersion())) {
      object.wrong(
          field,
          "Cilium "
              + object.cilium()
              + " does not serve this kind in "
              + CheckedObject.quote(object.apiVersion())
              + "; write "
              + newest.get()
              + ASK);
    } else if (!newest.get().equals(object.apiVersion())) {
      object.warn(
          field,
          CheckedObject.quote(object.apiVersion())
              + " is deprecated in Cilium "
              + object.cilium()
              + " and is not changed here; write "
              + newest.get()
              + ASK);
    }
  }

  /** Reports a field that only later versions of Cilium know. */
  static void since(CheckedObject object, Field parent, String key, int minor) {
    object.find(parent, key).ifPresent(field -> since(object, field, key, minor, false));
  }

  /** Reports a value that only later versions of Cilium know, or only cilium.io/v2. */
  static void since(CheckedObject object, Field at, String what, int minor, boolean onlyV2) {
    if (object.cilium().minor() < minor) {
      object.wrong(
          at,
          what + " needs Cilium 1." + minor + " or later, and this is " + object.cilium() + ASK);
    } else if (onlyV2 && object.apiVersion().equals(V2ALPHA1)) {
      object.wrong(at, what + " exists only in cilium.io/v2; change apiVersion");
    }
  }
}
