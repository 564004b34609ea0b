package io.lwt.unix;

/**
 * A file that was made under a new name, and a channel that writes to it: {@link LwtIo#openTempFile}. Closing the
 * channel does not remove it.
 *
 * @param path where the file is
 * @param out what writes to it
 */
public record TemporaryOutput(String path, OutputChannel out) {}
