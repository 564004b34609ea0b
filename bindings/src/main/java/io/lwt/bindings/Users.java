package io.lwt.bindings;

import java.util.List;

/**
 * The users and groups that the system knows. These calls read files, or ask servers that may take their time: they
 * belong on a worker thread.
 *
 * <p>Each answers 1 when there is what was asked for, which is then in the buffer; 0 when there is not; or
 * {@code -errno}: {@code -ERANGE} when the buffer is too small. Some systems say ENOENT, ESRCH, EBADF or EPERM instead
 * of 0. A name that has a NUL in it throws {@link IllegalArgumentException}.
 */
public interface Users {

  /** getpwnam_r(3). */
  int getpwnam(byte[] name, EntryBuffer to);

  /** getpwuid_r(3) of a number of 32 bits without sign. */
  int getpwuid(long uid, EntryBuffer to);

  /** The user that {@link #getpwnam} or {@link #getpwuid} found. */
  Passwd passwd(EntryBuffer from);

  /** getgrnam_r(3). */
  int getgrnam(byte[] name, EntryBuffer to);

  /** getgrgid_r(3) of a number of 32 bits without sign. */
  int getgrgid(long gid, EntryBuffer to);

  /** The group that {@link #getgrnam} or {@link #getgrgid} found. */
  Group group(EntryBuffer from);

  /** getlogin_r(3): never 0. */
  int getlogin(EntryBuffer to);

  /** The name that {@link #getlogin} found. */
  byte[] login(EntryBuffer from);

  /** struct passwd. A string that the system left out is empty. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Passwd(
      byte[] name, byte[] password, long uid, long gid, byte[] gecos, byte[] home, byte[] shell) {}

  /** struct group. A string that the system left out is empty. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Group(byte[] name, byte[] password, long gid, List<byte[]> members) {}
}
