/**
 * Text: its lines, their numbers before {@link dev.leasehold.text.TextEdit}s, foreign text made
 * safe to show, and whether bytes are text at all.
 */
@NullMarked
package dev.leasehold.text;

import org.jspecify.annotations.NullMarked;
