package io.lwt.unix;

import java.util.List;

/**
 * A group that {@link LwtUnix#getgrnam} or {@link LwtUnix#getgrgid} found. Corresponds to {@code Unix.group_entry}.
 *
 * @param name the group's name
 * @param password the hash of the password, or {@code "x"} where it is kept apart
 * @param gid the group's number, 0 to 2³² - 1
 * @param members the login names of the members, but not of those whose first group it is
 */
public record GroupEntry(String name, String password, long gid, List<String> members) {
  /** The members may not be changed afterwards. */
  public GroupEntry {
    members = List.copyOf(members);
  }
}
