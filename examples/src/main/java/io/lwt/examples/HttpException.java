package io.lwt.examples;

/** What is wrong with a request. */
final class HttpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String status;

  /** A request that is answered so, such as {@code 400 Bad Request}. */
  HttpException(String status) {
    super(status, null, false, false);
    this.status = status;
  }

  String status() {
    return status;
  }
}
