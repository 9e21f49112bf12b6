package dev.leasehold.git;

import dev.leasehold.text.Printable;
import java.util.regex.Pattern;

/** Makes text from servers and libraries fit for messages. */
final class Wording {
  private static final int MAX_LENGTH = 4_000;
  private static final Pattern PASSWORD = Pattern.compile("(://[^/@:\\s]*):[^/\\s]*@");
  // Terminal escapes from a hook's coloured output go as a whole; a newline stays, for servers
  // speak in several lines.
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");

  private Wording() {}

  /** Words of others inside a sentence of ours. */
  static String quoted(String words) {
    return '"' + words.strip() + '"';
  }

  /** Without passwords in URLs, printable, of bounded length. */
  static String clean(String text) {
    String plain = ESCAPE.matcher(text.replace("\r\n", "\n")).replaceAll("");
    String safe = Printable.text(PASSWORD.matcher(plain).replaceAll("$1:***@").strip());
    return safe.length() <= MAX_LENGTH ? safe : Printable.start(safe, MAX_LENGTH) + " …";
  }
}
