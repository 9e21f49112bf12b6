package dev.leasehold.forge;

/**
 * The text of a request.
 *
 * @param title one line, at most 255 characters
 * @param body Markdown; at most 65,536 characters
 */
public record RequestText(String title, String body) {}
