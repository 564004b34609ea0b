package io.lwt.integration;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of somebody else's, as a process of its own, on a loopback port and with files of its own. */
final class RealServer implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final Process process;
  private final int port;

  private RealServer(Path folder, int port, List<String> command) throws IOException {
    this.port = port;
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      awaitClients();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** nginx, which serves the files of a folder, and keeps its own there. */
  static RealServer nginx(Path folder) throws IOException {
    int port = freePort();
    Path configuration =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              log_not_found off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d;
                root .;
              }
            }
            """
                .formatted(port));
    return new RealServer(
        folder,
        port,
        List.of("nginx", "-p", folder.toString(), "-c", configuration.toString(), "-e", "stderr"));
  }

  /** Redis, which keeps nothing in files. */
  static RealServer redis(Path folder) throws IOException {
    int port = freePort();
    String number = Integer.toString(port);
    return new RealServer(
        folder,
        port,
        List.of("redis-server", "--port", number, "--bind", "127.0.0.1", "--save", ""));
  }

  /** One that was free a moment ago. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitClients() throws IOException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (process.isAlive() && System.nanoTime() < limit) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (ConnectException notYet) {
        Thread.onSpinWait();
      }
    }
    throw new IOException("the server does not listen on port " + port);
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().completeOnTimeout(process, LIMIT_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
    process.getOutputStream().close();
  }
}
