package io.lwt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Lwt#nchooseSplit} found.
 *
 * @param values the values of the promises that were fulfilled, in the list's order
 * @param pending the promises that were pending, in the list's order
 */
public record Split<T extends @Nullable Object>(List<T> values, List<Promise<T>> pending) {}
