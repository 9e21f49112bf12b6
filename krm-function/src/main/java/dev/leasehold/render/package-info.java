/**
 * The pipeline: components, setters, bindings (with what they make from templates), validation.
 * {@link dev.leasehold.render.Renderer} runs it, {@link dev.leasehold.render.PackageContents} reads
 * what it runs on.
 *
 * <p>Pure: no clock, no network, no randomness. The same documents give the same characters on any
 * machine; time enters only as what the leases say. More types than usual: each stage has a class
 * or two of its own, and so has each kind of request that has no effect. Bindings is a few lines
 * longer: feeding an object, making it and taking out of it share what they know.
 */
@NullMarked
package dev.leasehold.render;

import org.jspecify.annotations.NullMarked;
