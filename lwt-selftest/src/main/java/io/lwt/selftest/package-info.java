/** Does the library work on this machine? {@link io.lwt.selftest.Selftest} tries it and prints a report. */
@NullMarked
package io.lwt.selftest;

import org.jspecify.annotations.NullMarked;
