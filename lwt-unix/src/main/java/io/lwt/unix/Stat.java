package io.lwt.unix;

import io.lwt.bindings.FileModes;
import io.lwt.bindings.FileStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What the system tells of a file: stat(2). Corresponds to {@code Unix.stats}. Times are as fine as the file system has
 * them, nanoseconds on most.
 *
 * @param kind what it is
 * @param permissions the nine bits for owner, group and others, and setuid (04000), setgid (02000) and sticky (01000)
 * @param links how many names it has
 * @param owner the number of the user it belongs to
 * @param group the number of the group it belongs to
 * @param size how long it is, in bytes; of a symbolic link, its target
 * @param blockSize how many bytes are best read or written at a time
 * @param blocks how much room it takes, in units of 512 bytes
 * @param inode its number in its file system
 * @param device the number of the device that its file system is on: makedev(3)
 * @param specialDevice the number of the device that it stands for, if it is a device
 * @param accessed when it was read; file systems may be slow to note that
 * @param modified when its contents were changed
 * @param changed when its contents or what is told here was changed
 * @param born when it was made, if the file system tells
 */
public record Stat(
    FileKind kind,
    int permissions,
    long links,
    long owner,
    long group,
    long size,
    long blockSize,
    long blocks,
    long inode,
    long device,
    long specialDevice,
    Instant accessed,
    Instant modified,
    Instant changed,
    Optional<Instant> born) {

  static Stat of(FileStatus status) {
    return new Stat(
        FileKind.of(status.mode()),
        status.mode() & ~FileModes.S_IFMT,
        status.links(),
        status.owner(),
        status.group(),
        status.size(),
        status.blockSize(),
        status.blocks(),
        status.inode(),
        status.device(),
        status.specialDevice(),
        status.accessed(),
        status.modified(),
        status.changed(),
        Optional.ofNullable(status.born()));
  }
}
