/** Small programs to run and read first: {@link io.lwt.examples.HttpGet} before the others. */
package io.lwt.examples;
