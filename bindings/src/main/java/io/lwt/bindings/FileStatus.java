package io.lwt.bindings;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the system tells of a file.
 *
 * @param mode its kind, one of {@link FileModes}, and its permissions
 * @param specialDevice of a special file: the device it stands for
 * @param blocks how much room it takes, in units of 512 bytes
 * @param changed when what is told here, or the contents, was changed
 * @param born when it was made; null if the file system does not tell
 */
public record FileStatus(
    int mode,
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
    @Nullable Instant born) {}
