package io.lwt.process;

import io.lwt.bindings.ChildUsage;
import java.time.Duration;

/**
 * What a process, and those of its children that it waited for, have used: {@code Lwt_unix.resource_usage},
 * getrusage(2).
 *
 * @param user processor time in the program
 * @param system processor time in the system on its behalf
 * @param maxResident the most memory that it had at once, in bytes. On Linux no less than what this process has when it
 *     starts the other, since the new process begins in the memory of the old one
 * @param minorFaults page faults that needed no disk
 * @param majorFaults page faults that did
 * @param inBlocks how often a disk was read from
 * @param outBlocks how often a disk was written to
 * @param voluntarySwitches how often it gave up the processor, to wait
 * @param involuntarySwitches how often the processor was taken away from it
 */
public record ResourceUsage(
    Duration user,
    Duration system,
    long maxResident,
    long minorFaults,
    long majorFaults,
    long inBlocks,
    long outBlocks,
    long voluntarySwitches,
    long involuntarySwitches) {
  private static final int NANOS_PER_MICRO = 1000;

  static ResourceUsage of(ChildUsage usage) {
    return new ResourceUsage(
        Duration.ofNanos(usage.userMicros() * NANOS_PER_MICRO),
        Duration.ofNanos(usage.systemMicros() * NANOS_PER_MICRO),
        usage.maxResident(),
        usage.minorFaults(),
        usage.majorFaults(),
        usage.inBlocks(),
        usage.outBlocks(),
        usage.voluntarySwitches(),
        usage.involuntarySwitches());
  }
}
