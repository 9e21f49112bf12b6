package dev.leasehold.git;

import dev.leasehold.text.Printable;
import java.util.regex.Pattern;

/** Prepares text from servers and libraries for messages. */
final class Wording {
  private static final int MAX_LENGTH = 4_000;
  private static final Pattern PASSWORD = Pattern.compile("(://[^/@:\\s]*):[^/\\s]*@");
  // Removes whole terminal escapes, such as the colours of a hook's output. Newlines stay, because
  // servers print several lines.
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");

  private Wording() {}

  /** Quotes words of a server or library inside a sentence. */
  static String quoted(String words) {
    return '"' + words.strip() + '"';
  }

  /** Removes passwords in URLs, makes the text printable and limits its length. */
  static String clean(String text) {
    String plain = ESCAPE.matcher(text.replace("\r\n", "\n")).replaceAll("");
    String safe = Printable.text(PASSWORD.matcher(plain).replaceAll("$1:***@").strip());
    return safe.length() <= MAX_LENGTH ? safe : Printable.start(safe, MAX_LENGTH) + " …";
  }
}
