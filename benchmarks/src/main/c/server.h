/*
 * The measure: what the servers in C share. One thread on raw epoll makes no more system calls than its protocol takes:
 * a read and a write for each message, and one epoll_ctl a connection (edge-triggered).
 *
 * Usage of each: PROGRAM [PORT]. Port 0, the default, takes a free one; the port is the first line printed. The process
 * ends when its standard input does. The thread that watches for that also makes the process multi-threaded, as a JVM
 * is: the kernel's calls on descriptors are dearer there.
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

enum { INPUT = 2048, EVENTS = 1024, BACKLOG = 4096 };

struct connection {
  int fd;
  int state; /* what the protocol remembers from one read to the next; 0 at first */
  char input[INPUT];
};

/* The protocol: answers what was just read. Whether the connection stays open. */
static int answer(struct connection *connection, ssize_t length);

static void check(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
}

/* Whether all could be written; a client that does not take its answers is not waited for. */
static int write_all(int fd, const char *bytes, ssize_t length) {
  return send(fd, bytes, length, MSG_NOSIGNAL) == length;
}

/* How a server reads, unless it says otherwise. */
#ifndef READ
#define READ(fd, bytes, length) read(fd, bytes, length)
#endif

/* Reads until the socket is empty, which a short read tells unless the peer has closed. Whether it stays open. */
static int serve(struct connection *connection, unsigned events) {
  for (;;) {
    ssize_t length = READ(connection->fd, connection->input, INPUT);
    if (length <= 0) {
      return length < 0 && errno == EAGAIN;
    }
    if (!answer(connection, length)) {
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
    connection->state = 0;
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

/* Serves on the port that the arguments name, until the process is ended. */
static int serve_all(int argc, char **argv) {
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
