/** Promises: {@link io.lwt.Promise} is the class to read first. Corresponds to OCaml's {@code Lwt}. */
package io.lwt;
