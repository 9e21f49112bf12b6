/**
 * What a package asks for, and what is known of it. A {@link dev.leasehold.subject.Subject} is an
 * intent with its lease; {@link dev.leasehold.subject.SourceKnowledge} holds what the sources said,
 * and has the policy of each kind decide by it; {@link dev.leasehold.subject.Questions} says when
 * to ask the sources.
 */
@NullMarked
package dev.leasehold.subject;

import org.jspecify.annotations.NullMarked;
