package io.lwt.unix;

import io.lwt.Promise;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Files as memory. Corresponds to {@code Lwt_bytes}, whose {@code t} is {@link MemorySegment}: most of it is there.
 *
 * <table>
 * <caption>Lwt_bytes in Java; {@code B} is {@link java.lang.foreign.ValueLayout#JAVA_BYTE}</caption>
 * <tr><th>Lwt_bytes</th><th>Java</th></tr>
 * <tr><td>{@code create n}</td><td>{@code Arena.ofAuto().allocate(n)}, which is zeroed; of another
 *     {@link Arena}, it is given back when that is closed</td></tr>
 * <tr><td>{@code length b}</td><td>{@code b.byteSize()}</td></tr>
 * <tr><td>{@code get b i}, {@code unsafe_get b i}</td><td>{@code b.get(B, i)}</td></tr>
 * <tr><td>{@code set b i c}, {@code unsafe_set b i c}</td><td>{@code b.set(B, i, c)}</td></tr>
 * <tr><td>{@code of_bytes a}</td><td>{@code arena.allocateFrom(B, a)}; without a copy
 *     {@code MemorySegment.ofArray(a)}, which is not native</td></tr>
 * <tr><td>{@code of_string s}</td><td>{@code arena.allocateFrom(B, s.getBytes(UTF_8))}</td></tr>
 * <tr><td>{@code to_bytes b}</td><td>{@code b.toArray(B)}</td></tr>
 * <tr><td>{@code to_string b}</td><td>{@code new String(b.toArray(B), UTF_8)}</td></tr>
 * <tr><td>{@code blit a i b j n}, {@code unsafe_blit}</td>
 *     <td>{@code MemorySegment.copy(a, i, b, j, n)}; they may overlap</td></tr>
 * <tr><td>{@code blit_from_bytes a i b j n}, {@code unsafe_blit_from_bytes}</td>
 *     <td>{@code MemorySegment.copy(a, i, b, B, j, n)}</td></tr>
 * <tr><td>{@code blit_from_string s i b j n}, {@code unsafe_blit_from_string}</td>
 *     <td>{@code MemorySegment.copy(s.getBytes(UTF_8), i, b, B, j, n)}</td></tr>
 * <tr><td>{@code blit_to_bytes b i a j n}, {@code unsafe_blit_to_bytes}</td>
 *     <td>{@code MemorySegment.copy(b, B, i, a, j, n)}</td></tr>
 * <tr><td>{@code proxy b i n}</td><td>{@code b.asSlice(i, n)}</td></tr>
 * <tr><td>{@code extract b i n}</td><td>{@code arena.allocateFrom(B, b, B, i, n)}</td></tr>
 * <tr><td>{@code copy b}</td><td>{@code arena.allocate(b.byteSize()).copyFrom(b)}</td></tr>
 * <tr><td>{@code fill b i n c}, {@code unsafe_fill}</td><td>{@code b.asSlice(i, n).fill(c)}</td></tr>
 * <tr><td>{@code read fd b i n}, {@code write fd b i n}</td>
 *     <td>{@link Fd#read(MemorySegment) fd.read(b.asSlice(i, n))},
 *     {@link Fd#write(MemorySegment) fd.write(b.asSlice(i, n))}</td></tr>
 * <tr><td>{@code map_file ~fd ~pos ~shared ~size ()}</td><td>{@link #map(Fd, MapMode, long, long, Arena)}</td></tr>
 * </table>
 *
 * <p>Bounds are always checked: what is unsafe in Lwt is not here. What is out of bounds throws
 * {@link IndexOutOfBoundsException}.
 */
public final class LwtBytes {
  private LwtBytes() {}

  /** Maps a whole file to memory: as {@link #map(Fd, MapMode, long, long, Arena)}, as long as it is now. */
  public static Promise<MemorySegment> map(Fd fd, MapMode mode, Arena arena) {
    return start(fd, mode, 0, Mapping.TO_THE_END, arena);
  }

  /**
   * Maps a part of a file to memory: mmap(2), {@code Lwt_bytes.map_file}. Made on a worker, in its turn. The mapping
   * outlives the descriptor; it ends with the arena.
   *
   * <p>Touching the memory may wait for a disk. Done on the loop, that keeps everything waiting: {@link Jobs#run} does
   * it elsewhere, where the arena is shared or the garbage collector's. What was written to it is on the disk after
   * {@link Fd#sync}. If the file is made shorter, touching what was behind its new end throws InternalError, and so may
   * an error of the disk.
   *
   * <p>The promise is fulfilled with a native segment, which is read-only if {@code mode} says so. It is rejected with
   * {@link UnixException}: EACCES if the descriptor is not open for that, ENODEV if it is of no file that can be
   * mapped, EINVAL if the part goes beyond the end of the file, which with {@link MapMode#SHARED} makes the file longer
   * instead; with IllegalStateException if the arena is closed by then, with WrongThreadException if it is confined to
   * another thread. A cancel rejects it, and nothing stays mapped; the file may have been made longer.
   *
   * @param offset where the part begins, in bytes; not only at the beginning of pages
   * @param length how many bytes it has
   * @throws IndexOutOfBoundsException if one of them is negative, or their sum is above the largest long
   */
  public static Promise<MemorySegment> map(
      Fd fd, MapMode mode, long offset, long length, Arena arena) {
    Objects.checkFromIndexSize(offset, length, Long.MAX_VALUE);
    return start(fd, mode, offset, length, arena);
  }

  private static Promise<MemorySegment> start(
      Fd fd, MapMode mode, long offset, long length, Arena arena) {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(arena, "arena");
    Descriptor descriptor = fd.descriptor();
    descriptor.loop().checkThread("mmap");
    return descriptor.workerCalls().start(new Mapping(descriptor, mode, offset, length, arena));
  }
}
