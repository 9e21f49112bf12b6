/**
 * The pipeline: setters, then templates, then bindings. {@link dev.leasehold.render.Renderer} runs
 * it, {@link dev.leasehold.render.PackageContents} reads what it runs on.
 *
 * <p>Pure: no clock, no network, no randomness. The same documents give the same characters on any
 * machine; time enters only as what the leases say.
 */
@NullMarked
package dev.leasehold.render;

import org.jspecify.annotations.NullMarked;
