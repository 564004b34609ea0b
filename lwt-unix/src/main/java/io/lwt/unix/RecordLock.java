package io.lwt.unix;

import java.util.OptionalInt;

/**
 * A lock on bytes of a file that is in the way of another: {@link Fd#testLock}.
 *
 * @param mode what kind it is
 * @param start the first byte
 * @param length how many bytes; 0 means all that follow
 * @param process the number of the process that it belongs to; empty if it belongs to an open file, as those of
 *     {@link Fd#lock} do
 */
public record RecordLock(LockMode mode, long start, long length, OptionalInt process) {}
