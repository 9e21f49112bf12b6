/** How the log is written. */
@NullMarked
package dev.leasehold.log;

import org.jspecify.annotations.NullMarked;
