package io.lwt.unix;

/**
 * A file that was made under a new name: mkstemp(3). It is not removed by itself.
 *
 * @param path the template, with other characters instead of its {@code XXXXXX}
 * @param fd open for reading and writing
 */
public record TemporaryFile(String path, Fd fd) {}
