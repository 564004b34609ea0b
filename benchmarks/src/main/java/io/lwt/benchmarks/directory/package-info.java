/** The names in a large directory, beside Lwt in OCaml and what the kernel takes. */
package io.lwt.benchmarks.directory;
