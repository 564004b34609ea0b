package io.lwt.bindings;

/**
 * A lock on a range of a file.
 *
 * @param type what kind of lock, a number of {@link Files}
 * @param start the first byte
 * @param length how many bytes; 0 means all that follow
 * @param process whose it is; -1 if it belongs to an open file
 */
public record FileLock(int type, long start, long length, int process) {}
