package io.lwt.unix;

/**
 * A user that {@link LwtUnix#getpwnam} or {@link LwtUnix#getpwuid} found. Corresponds to {@code Unix.passwd_entry}.
 *
 * <p>Text that is no UTF-8 is as in the names of files: bytes that cannot be decoded are surrogates, U+DC80 to U+DCFF.
 *
 * @param name the login name
 * @param password the hash of the password, or {@code "x"} where it is kept apart
 * @param uid the user's number, 0 to 2³² - 1
 * @param gid the number of the user's first group, 0 to 2³² - 1
 * @param gecos the user's full name, and perhaps more behind commas
 * @param home the home directory
 * @param shell the program that a login starts
 */
public record UserEntry(
    String name, String password, long uid, long gid, String gecos, String home, String shell) {}
