package dev.leasehold.targets;

import dev.leasehold.edit.ListEntry;
import dev.leasehold.net.AddressRange;

/** One element to write into a list, and its addresses. */
public record Element(AddressRange addresses, ListEntry entry) {}
