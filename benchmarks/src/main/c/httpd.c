/* The HTTP/1.1 keep-alive server in C. It answers every request with the same 200, whatever was asked. */
#include "server.h"

#define RESPONSE                                                                                                       \
  "HTTP/1.1 200 OK\r\nServer: benchmark\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

enum { RESPONSE_LENGTH = sizeof RESPONSE - 1, BATCH = 32 };

static char responses[BATCH * RESPONSE_LENGTH];

/* How many requests end in these bytes: the same automaton as RequestEnds.java. The connection's state is how much of
   "\r\n\r\n" has been seen. */
static int request_ends(struct connection *connection, ssize_t length) {
  int matched = connection->state;
  int ends = 0;
  for (ssize_t i = 0; i < length; i++) {
    char c = connection->input[i];
    if (c == ((matched & 1) == 0 ? '\r' : '\n')) {
      if (++matched == 4) {
        matched = 0;
        ends++;
      }
    } else {
      matched = c == '\r';
    }
  }
  connection->state = matched;
  return ends;
}

static int answer(struct connection *connection, ssize_t length) {
  int requests = request_ends(connection, length);
  while (requests > 0) {
    int batch = requests < BATCH ? requests : BATCH;
    if (!write_all(connection->fd, responses, (ssize_t)batch * RESPONSE_LENGTH)) {
      return 0;
    }
    requests -= batch;
  }
  return 1;
}

int main(int argc, char **argv) {
  for (int i = 0; i < BATCH; i++) {
    memcpy(responses + i * RESPONSE_LENGTH, RESPONSE, RESPONSE_LENGTH);
  }
  return serve_all(argc, argv);
}
