package io.lwt.selftest;

import io.lwt.Promise;
import java.util.concurrent.Callable;

/**
 * Something that is tried.
 *
 * @param name what, in few words
 * @param body tries it, on the loop's thread; gives what is worth telling, or fails: with a {@link NotHereException} if
 *     the machine has not what it needs
 */
record Check(String name, Callable<Promise<String>> body) {
  /** One that is done at once. */
  static Check now(String name, Callable<String> body) {
    return new Check(name, () -> Promise.of(body.call()));
  }
}
