package dev.leasehold.bench;

/** Unrelated manifests of a cluster's repository. */
final class Manifests {
  private Manifests() {}

  /** The document with this number: a Deployment or a ConfigMap of 23 lines. */
  static String other(int number) {
    return number % 2 == 0 ? deployment(number) : configMap(number);
  }

  private static String deployment(int number) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: app-%1$d
      namespace: apps
      labels:
        app.kubernetes.io/name: app-%1$d
    spec:
      replicas: 2
      selector:
        matchLabels:
          app.kubernetes.io/name: app-%1$d
      template:
        metadata:
          labels:
            app.kubernetes.io/name: app-%1$d
        spec:
          containers:
          - name: app
            image: registry.example/app:1.0.%1$d # not latest
            ports:
            - containerPort: 8080
              name: http
    """
        .formatted(number);
  }

  private static String configMap(int number) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings-%d
              namespace: apps
            data:
            """
                .formatted(number));
    for (int key = 1; key <= 17; key++) {
      text.append("  key-%d: \"value %d of %d\"\n".formatted(key, key, number));
    }
    return text.toString();
  }
}
