/** Text that is safe to show, also when it comes from strangers. */
@NullMarked
package dev.leasehold.text;

import org.jspecify.annotations.NullMarked;
