package io.lwt.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lwt.unix.ListenFd;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Socket;

/** A program that is handed a connection when it is started, and tells the other side what it is called. */
final class InheritedSocketProgram {
  private InheritedSocketProgram() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (ListenFd handed : LwtUnix.listenFds()) {
      Socket socket = handed.socket();
      String message = handed.name() + " is " + socket + " to " + socket.getpeername();
      LwtMain.run(socket.write(message.getBytes(US_ASCII)).bind(_ -> socket.close()));
    }
  }
}
