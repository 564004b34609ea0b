package io.lwt;

/**
 * What {@link Promise#state} holds when it is not the promise's value itself: the promise is pending, rejected, linked
 * to another promise, or its value is itself a cell. Anything that is not a cell is the value of a fulfilled promise.
 */
abstract class Cell {
  Cell() {}
}
