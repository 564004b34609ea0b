package io.lwt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list cut in two: what {@link LwtList#partitionS} and {@link LwtList#partitionP} promise.
 *
 * @param matching the elements for which the test held, in their order
 * @param others the other elements, in their order
 */
public record Partition<T extends @Nullable Object>(List<T> matching, List<T> others) {}
