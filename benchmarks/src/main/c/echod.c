/* The echo server in C. */
#include "server.h"

static int answer(struct connection *connection, ssize_t length) {
  return write_all(connection->fd, connection->input, length);
}

int main(int argc, char **argv) {
  return serve_all(argc, argv);
}
