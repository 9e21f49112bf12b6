/**
 * What a package asks for and does not get, or gets at a price that its author may not know: a type
 * for each. Each returns findings, and {@link dev.leasehold.render.Renderer} adds them to its own.
 */
@NullMarked
package dev.leasehold.render.warnings;

import org.jspecify.annotations.NullMarked;
