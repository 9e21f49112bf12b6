package dev.leasehold.config;

import dev.leasehold.credential.Credential;
import dev.leasehold.git.GitTarget;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code spec.auth}, and the references to it. */
final class AuthSection {
  private static final List<String> KINDS = List.of("ssh", "https", "githubApp");

  private final Map<String, GitTarget.Auth> entries = new TreeMap<>();
  private final Map<String, Field> unnamed = new TreeMap<>();

  private AuthSection() {}

  /**
   * Reads the list.
   *
   * @param folder the folder of relative paths
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static AuthSection read(Optional<Field> auth, Path folder) {
    AuthSection section = new AuthSection();
    for (Field entry : auth.map(Field::items).orElse(List.of())) {
      String name = entry.get("name").text();
      if (section.entries.put(name, entry(name, entry, folder)) != null) {
        throw entry.get("name").error("'" + name + "' is a duplicate name; choose another");
      }
      section.unnamed.put(name, entry.get("name"));
    }
    return section;
  }

  private static GitTarget.Auth entry(String name, Field entry, Path folder) {
    entry.allowOnly("name", "ssh", "https", "githubApp");
    List<Field> kinds = KINDS.stream().flatMap(kind -> entry.find(kind).stream()).toList();
    if (kinds.size() != 1) {
      throw entry.error(
          "has " + kinds.size() + " of " + String.join(", ", KINDS) + "; write exactly one");
    }
    Field kind = kinds.getFirst();
    return switch (kind.key().orElseThrow()) {
      case "ssh" -> ssh(kind, folder);
      case "https" -> new GitTarget.Auth.Https(https(name, kind, folder));
      default -> new GitTarget.Auth.Https(app(name, kind, folder));
    };
  }

  private static GitTarget.Auth ssh(Field ssh, Path folder) {
    return new GitTarget.Auth.SshKey(SshFields.read(ssh, folder));
  }

  private static Credential https(String name, Field https, Path folder) {
    https.allowOnly("username", "tokenFile", "caFile", "proxy", "plainHttp");
    return new Credential.TokenFile(
        name,
        https.find("username").map(Field::text).orElse("leasehold"),
        folder.resolve(https.get("tokenFile").text()),
        HttpAccessFields.read(https, folder));
  }

  private static Credential app(String name, Field app, Path folder) {
    app.allowOnly(
        "appId", "installationId", "privateKeyFile", "apiUrl", "caFile", "proxy", "plainHttp");
    HttpAccess access = HttpAccessFields.read(app, folder);
    try {
      return new Credential.GitHubApp(
          name,
          app.get("appId").text(),
          app.get("installationId").text(),
          folder.resolve(app.get("privateKeyFile").text()),
          app.find("apiUrl").map(field -> HttpAccessFields.url(field, access).toString()),
          access);
    } catch (IllegalArgumentException e) {
      throw WatcherConfig.misfit(app, e);
    }
  }

  /** The entry that a target names; none if it names none. */
  GitTarget.Auth of(Optional<Field> reference) {
    return reference.map(this::entry).orElseGet(GitTarget.Auth.None::new);
  }

  /** The entry with a token that a field names. */
  Credential credential(Field reference) {
    if (entry(reference) instanceof GitTarget.Auth.Https(Credential credential)) {
      return credential;
    }
    throw reference.error(
        "'"
            + reference.text()
            + "' is an SSH key, but the API of a forge needs a token: name an entry with https or"
            + " githubApp");
  }

  /** What to say of entries that no target names, once all targets are read. */
  List<Finding> unused() {
    return unnamed.entrySet().stream()
        .map(entry ->
            Finding.warning(
                entry.getValue().place(),
                "'" + entry.getKey() + "' has no effect: no target names it in auth"))
        .toList();
  }

  private GitTarget.Auth entry(Field reference) {
    GitTarget.Auth entry = entries.get(reference.text());
    if (entry == null) {
      throw reference.error(
          "'"
              + reference.text()
              + "' is not the name of an entry in spec.auth; "
              + (entries.isEmpty()
                  ? "the list is empty; add {name: "
                      + reference.text()
                      + ", ssh: {keyFile: FILE, knownHostsFile: FILE}} or {name: "
                      + reference.text()
                      + ", https: {tokenFile: FILE}}"
                  : "available: " + String.join(", ", entries.keySet())));
    }
    unnamed.remove(reference.text());
    return entry;
  }
}
