/**
 * The pipeline: components, setters, bindings (with what they make from templates), validation.
 * {@link dev.leasehold.render.Renderer} runs it, {@link dev.leasehold.render.PackageContents} reads
 * what it runs on. One {@link dev.leasehold.render.Draft} goes from stage to stage: documents,
 * changes, findings, and who asked for what is made.
 *
 * <p>Pure: no clock, no network, no randomness. The same documents give the same characters on any
 * machine; time enters only as what the leases say.
 *
 * <p>The package has more types than usual: each stage has a class or two of its own. One of them,
 * PackageContents, has over 300 lines: it reads every kind of document and checks the references
 * between them.
 */
@NullMarked
package dev.leasehold.render;

import org.jspecify.annotations.NullMarked;
