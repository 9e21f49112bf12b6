package dev.leasehold.render.files;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens documents that seem to be ours in a repository with others. */
public final class DocumentReading {
  /** The beginning of a value that SOPS encrypted. */
  public static final String SECRET = "ENC[AES256_GCM";

  private DocumentReading() {}

  /**
   * The document's object; empty, with a finding, when it cannot be read. A template of Helm or
   * Jinja is not YAML yet and no error; anything else that seems to be ours is one.
   */
  public static Optional<Field> object(Document document, List<Finding> findings) {
    return read(document, Document::object, findings);
  }

  /** The same for YAML of any sort, as Helm values, patches and cloud-init files are. */
  public static Optional<Field> tree(Document document, List<Finding> findings) {
    return read(document, Document::tree, findings);
  }

  private static Optional<Field> read(
      Document document, Function<Document, Optional<Field>> reader, List<Finding> findings) {
    try {
      return reader.apply(document);
    } catch (FieldException e) {
      findings.add(
          isTemplate(document)
              ? Finding.info(e.place(), "skipped: a template, not YAML")
              : e.finding());
      return Optional.empty();
    }
  }

  public static boolean isTemplate(Document document) {
    return document.mentions("{{") || document.mentions("{%");
  }

  /** SOPS signs all values of a file: a change of one makes it unreadable. */
  public static boolean isEncrypted(Document document) {
    return document.mentions(SECRET) && document.mentions("sops");
  }
}
