package dev.leasehold.proposal;

/**
 * The text of a pull request.
 *
 * @param key identifies the change: equal keys, equal changes, whatever the time
 * @param title one line
 * @param summary the change in plain text, a few lines
 * @param body Markdown
 */
public record RequestDraft(String key, String title, String summary, String body) {}
