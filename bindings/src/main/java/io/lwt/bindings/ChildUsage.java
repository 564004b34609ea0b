package io.lwt.bindings;

/**
 * What a process has used: getrusage(2).
 *
 * @param userMicros processor time in the program, in microseconds
 * @param systemMicros processor time in the system, in microseconds
 * @param maxResident the most memory it had, in bytes
 * @param minorFaults page faults without reading from a disk
 * @param majorFaults page faults with it
 * @param inBlocks blocks read from disks
 * @param outBlocks blocks written to disks
 * @param voluntarySwitches how often it gave up the processor to wait
 * @param involuntarySwitches how often it was taken away
 */
public record ChildUsage(
    long userMicros,
    long systemMicros,
    long maxResident,
    long minorFaults,
    long majorFaults,
    long inBlocks,
    long outBlocks,
    long voluntarySwitches,
    long involuntarySwitches) {}
