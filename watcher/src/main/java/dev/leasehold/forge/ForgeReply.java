package dev.leasehold.forge;

import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.JsonValue;

/**
 * A reply of a forge that is neither an error of the server nor a rate limit.
 *
 * @param json null without a body
 * @param words the forge's explanation of a refusal, one line; may be empty
 */
record ForgeReply(ForgeCall call, Reply http, JsonValue json, String words) {
  int status() {
    return http.status();
  }

  boolean isSuccess() {
    return http.isSuccess();
  }

  /** Whether there is another page after this one. */
  boolean hasNext(int pageSize, int seen) {
    int count = json.elements().size();
    if (count == 0) {
      return false;
    }
    return http.headers()
        .firstValue("Link")
        .map(link -> link.contains("rel=\"next\""))
        .or(() -> http.headers().firstValue("X-Total-Count").map(total -> isMore(total, seen)))
        .orElse(count >= pageSize);
  }

  private static boolean isMore(String total, int seen) {
    try {
      return seen < Integer.parseInt(total);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
