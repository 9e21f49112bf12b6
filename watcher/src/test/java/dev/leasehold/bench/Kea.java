package dev.leasehold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The machine's kea-dhcp6 for a benchmark. It delegates a /56 to any client. */
final class Kea implements AutoCloseable {
  private static final int PATIENCE = 1000;

  private final Process process;

  private Kea(Process process) {
    this.process = process;
  }

  /**
   * Starts Kea and waits until it answers.
   *
   * @param folder the folder for its files; it must be empty
   * @param preference the preference in its Advertise messages
   */
  static Kea start(Path folder, String interfaceName, int preference)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path config =
        Files.writeString(
            folder.resolve("kea.json"),
            """
            {"Dhcp6": {
              "interfaces-config": {"interfaces": ["%1$s"]},
              "server-id": {
                "type": "EN", "enterprise-id": 32473, "identifier": "01", "persist": false},
              "lease-database": {"type": "memfile", "persist": false},
              "renew-timer": 1800, "rebind-timer": 2880,
              "preferred-lifetime": 3600, "valid-lifetime": 7200,
              "option-data": [{"name": "preference", "data": "%2$d", "always-send": true}],
              "subnet6": [{
                "id": 1, "subnet": "2001:db8:ffff::/64", "interface": "%1$s",
                "pd-pools": [
                  {"prefix": "2001:db8:1000::", "prefix-len": 40, "delegated-len": 56}]}],
              "loggers": [{
                "name": "kea-dhcp6", "severity": "INFO",
                "output_options": [{"output": "stdout", "flush": true}]}]
            }}
            """
                .formatted(interfaceName, preference));
    Path log = folder.resolve("kea.log");
    ProcessBuilder builder =
        new ProcessBuilder("kea-dhcp6", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(Map.of("KEA_PIDFILE_DIR", folder.toString(), "KEA_LOCKFILE_DIR", "none"));
    Process process = builder.start();
    Kea kea = new Kea(process);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    for (int i = 0; !Files.readString(log).contains("DHCP6_STARTED"); i++) {
      if (i > PATIENCE || !process.isAlive()) {
        kea.close();
        throw new IOException("kea-dhcp6 does not start; it said:\n" + Files.readString(log));
      }
      Thread.sleep(10);
    }
    return kea;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
