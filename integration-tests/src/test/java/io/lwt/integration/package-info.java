/** Whole programs in a second JVM, and rules about what the modules may call. */
@NullMarked
package io.lwt.integration;

import org.jspecify.annotations.NullMarked;
