package io.lwt;

/** The state of a promise whose value is itself a {@link Cell}: a promise of a promise, or of a resolver. */
final class BoxedCell extends Cell {
  final Cell value;

  BoxedCell(Cell value) {
    this.value = value;
  }
}
