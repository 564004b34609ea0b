/** The operating system's calls, by family: {@link io.lwt.bindings.Posix} is the type to read first. */
package io.lwt.bindings;
