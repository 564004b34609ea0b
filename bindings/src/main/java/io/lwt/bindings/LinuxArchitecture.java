package io.lwt.bindings;

/**
 * What differs between the architectures that Linux is supported on; the rest of {@link LinuxAbi} is the same on all.
 *
 * @param name as the JVM calls it
 * @param epollEventSize sizeof struct epoll_event, which is packed on x86-64 and nowhere else
 * @param epollEventData the offset of its member data
 * @param directoryFlag O_DIRECTORY
 * @param noFollowFlag O_NOFOLLOW
 * @param unnamedFileFlag O_TMPFILE
 */
record LinuxArchitecture(
    String name,
    int epollEventSize,
    int epollEventData,
    int directoryFlag,
    int noFollowFlag,
    int unnamedFileFlag) {
  static final LinuxArchitecture AMD64 =
      new LinuxArchitecture("amd64", 12, 4, 0x10000, 0x20000, 0x410000);
  static final LinuxArchitecture AARCH64 =
      new LinuxArchitecture("aarch64", 16, 8, 0x4000, 0x8000, 0x404000);

  /** The one this JVM runs on. */
  static final LinuxArchitecture HOST =
      System.getProperty("os.arch").equals(AMD64.name) ? AMD64 : AARCH64;
}
