/** Text as people may see it, whoever wrote it. */
@NullMarked
package dev.leasehold.text;

import org.jspecify.annotations.NullMarked;
