/*
 * The measure: an HTTP/1.1 keep-alive server on raw epoll. It answers every request with the same 200, whatever was
 * asked, and makes no more system calls than that takes: one read and one write a request, and one epoll_ctl a
 * connection (edge-triggered).
 *
 * Usage: httpd [PORT]. Port 0, the default, takes a free one; the port is the first line printed. The process ends when
 * its standard input does. The thread that watches for that also makes the process multi-threaded, as a JVM is: the
 * kernel's calls on descriptors are dearer there.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define RESPONSE                                                                                                       \
  "HTTP/1.1 200 OK\r\nServer: benchmark\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

enum { RESPONSE_LENGTH = sizeof RESPONSE - 1, BATCH = 32, INPUT = 2048, EVENTS = 1024, BACKLOG = 4096 };

struct connection {
  int fd;
  int matched; /* how much of "\r\n\r\n" has been seen */
  char input[INPUT];
};

static char responses[BATCH * RESPONSE_LENGTH];

static void check(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
}

/* How many requests end in these bytes: the same automaton as RequestEnds.java. */
static int request_ends(struct connection *connection, ssize_t length) {
  int matched = connection->matched;
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
  connection->matched = matched;
  return ends;
}

/* Whether all could be written; a client that does not take its answers is not waited for. */
static int answer(int fd, int requests) {
  while (requests > 0) {
    int batch = requests < BATCH ? requests : BATCH;
    ssize_t length = (ssize_t)batch * RESPONSE_LENGTH;
    if (send(fd, responses, length, MSG_NOSIGNAL) != length) {
      return 0;
    }
    requests -= batch;
  }
  return 1;
}

/* Reads until the socket is empty, which a short read tells unless the peer has closed. Whether it stays open. */
static int serve(struct connection *connection, unsigned events) {
  for (;;) {
    ssize_t length = read(connection->fd, connection->input, INPUT);
    if (length <= 0) {
      return length < 0 && errno == EAGAIN;
    }
    if (!answer(connection->fd, request_ends(connection, length))) {
      return 0;
    }
    if (length < INPUT && !(events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) {
      return 1;
    }
  }
}

static void accept_all(int epoll, int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int one = 1;
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), "setsockopt");
    struct connection *connection = malloc(sizeof *connection);
    if (connection == NULL) {
      exit(1);
    }
    connection->fd = fd;
    connection->matched = 0;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = connection};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  check(listener, "socket");
  int one = 1;
  check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one), "setsockopt");
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  check(bind(listener, (struct sockaddr *)&address, length), "bind");
  check(listen(listener, BACKLOG), "listen");
  check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

static void *exit_at_end_of_input(void *unused) {
  (void)unused;
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  exit(0);
}

int main(int argc, char **argv) {
  for (int i = 0; i < BATCH; i++) {
    memcpy(responses + i * RESPONSE_LENGTH, RESPONSE, RESPONSE_LENGTH);
  }
  pthread_t watcher;
  if (pthread_create(&watcher, NULL, exit_at_end_of_input, NULL) != 0) {
    return 1;
  }
  int listener = listen_on(argc > 1 ? atoi(argv[1]) : 0);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  check(epoll, "epoll_create1");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event), "epoll_ctl");
  static struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct connection *connection = events[i].data.ptr;
      if (connection == NULL) {
        accept_all(epoll, listener);
      } else if (!serve(connection, events[i].events)) {
        close(connection->fd);
        free(connection);
      }
    }
  }
}
