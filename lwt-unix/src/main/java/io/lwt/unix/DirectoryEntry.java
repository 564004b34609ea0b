package io.lwt.unix;

/**
 * What a directory holds.
 *
 * @param name a name, without the path; bytes that are no UTF-8 are lone surrogates, U+DC80 to U+DCFF
 * @param kind what it is, a symbolic link as such; {@link FileKind#UNKNOWN} if the file system does not tell without
 *     being asked by {@link LwtUnix#lstat}
 */
public record DirectoryEntry(String name, FileKind kind) {}
