/**
 * Text: where its lines are, and which line each was before {@link dev.leasehold.text.TextEdit}s;
 * of strangers, what of it is safe to show, and whether bytes are text at all.
 */
@NullMarked
package dev.leasehold.text;

import org.jspecify.annotations.NullMarked;
