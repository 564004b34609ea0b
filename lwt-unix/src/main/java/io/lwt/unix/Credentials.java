package io.lwt.unix;

/**
 * Who is at the other end of a Unix socket. Corresponds to {@code Lwt_unix.credentials}.
 *
 * @param pid the process' number, 0 if this process cannot see it
 * @param uid the user's number, 0 to 2³² - 1
 * @param gid the group's number, 0 to 2³² - 1
 */
public record Credentials(long pid, long uid, long gid) {}
