package dev.leasehold.forge;

import dev.leasehold.text.Printable;

/**
 * The text of a request. What is too long for a forge is cut, and no character is halved.
 *
 * @param title one line, at most 255 characters: the limit of GitLab; GitHub has 256
 * @param body Markdown; at most 65,536 characters: the limit of GitHub
 */
public record RequestText(String title, String body) {
  /** The most characters of a title. */
  public static final int LONGEST_TITLE = 255;

  /** The most characters of a body. */
  public static final int LONGEST_BODY = 65_536;

  public RequestText {
    title = Printable.start(title.strip().replaceAll("\\s*\\R\\s*", " "), LONGEST_TITLE);
    body = Printable.start(body, LONGEST_BODY);
  }
}
