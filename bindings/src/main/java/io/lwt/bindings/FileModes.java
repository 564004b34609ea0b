package io.lwt.bindings;

/** The bits of a file's mode, which are the same on every Unix; by their C names. */
public final class FileModes {
  private FileModes() {}

  /** The bits that tell the kind: one of the others. */
  public static final int S_IFMT = 0xF000;

  public static final int S_IFSOCK = 0xC000;
  public static final int S_IFLNK = 0xA000;
  public static final int S_IFREG = 0x8000;
  public static final int S_IFBLK = 0x6000;
  public static final int S_IFDIR = 0x4000;
  public static final int S_IFCHR = 0x2000;
  public static final int S_IFIFO = 0x1000;
}
