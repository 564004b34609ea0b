/*
 * Loads an echo server on loopback, and looks at every byte that comes back: each of its connections sends a message of
 * 64 bytes as soon as the last one has come back. One thread, on edge-triggered epoll.
 *
 * Usage: echoload PORT CONNECTIONS SECONDS [lines]. With the last word the messages are lines of 63 letters. It connects, has one message echoed on each connection, so that the server
 * knows them all, prints "connected", and begins when a line comes on its standard input. When the time is over and
 * nothing is under way any more it prints how many echoes there were, in how many seconds, and how many microseconds
 * half of them and 99 % of them took at most:
 *   echoes 421338 seconds 2.000131 p50 148.3 p99 212.9
 * It closes the connections when its standard input ends. So somebody may look at the server between these steps.
 *
 * A time is taken from one look at the clock to the next: an echo's time begins when its predecessor was seen to be
 * back, just before it is sent. It includes the wait for this thread's attention.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 8, MESSAGE = WORDS * sizeof(uint64_t), EVENTS = 1024, PATIENCE_MS = 10000 };

struct connection {
  int fd;
  int received; /* bytes of the message under way */
  int64_t sent_at;
  uint64_t random; /* the last word of the generator */
  uint64_t message[WORDS];
};

static void fail(const char *what) {
  fprintf(stderr, "echoload: %s\n", what);
  exit(1);
}

static void check(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* ---- a histogram: 64 buckets for each power of two, so that a time is known to 1.6 % */

enum { SUB_BITS = 6, SUB = 1 << SUB_BITS };

static uint64_t histogram[(64 - SUB_BITS + 1) * SUB];

static int bucket_of(uint64_t nanos) {
  if (nanos < SUB) {
    return (int)nanos;
  }
  int shift = 63 - __builtin_clzll(nanos) - SUB_BITS;
  return (shift + 1) * SUB + (int)(nanos >> shift) - SUB;
}

/* The time in the middle of a bucket. */
static double nanos_of(int bucket) {
  if (bucket < SUB) {
    return bucket;
  }
  int shift = bucket / SUB - 1;
  uint64_t low = (uint64_t)(bucket % SUB + SUB) << shift;
  return (double)low + (double)(UINT64_C(1) << shift) / 2;
}

/* What so many per cent of the times are not above. */
static double percentile_micros(uint64_t count, int percent) {
  uint64_t rank = (count * percent + 99) / 100;
  uint64_t seen = 0;
  int bucket = -1;
  while (seen < rank) {
    seen += histogram[++bucket];
  }
  return nanos_of(bucket) / 1e3;
}

/* ---- the load */

static int lines; /* whether messages are lines */

static void make_line(char *message) {
  for (int i = 0; i < MESSAGE - 1; i++) {
    message[i] = (char)('a' + (message[i] & 15));
  }
  message[MESSAGE - 1] = '\n';
}

/* Another message each time: the words of a linear congruential generator, which each connection starts elsewhere. */
static void send_next(struct connection *connection, int64_t time) {
  uint64_t word = connection->random;
  for (int i = 0; i < WORDS; i++) {
    word = word * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    connection->message[i] = word;
  }
  connection->random = word;
  if (lines) {
    make_line((char *)connection->message);
  }
  connection->received = 0;
  connection->sent_at = time;
  ssize_t sent = send(connection->fd, connection->message, MESSAGE, MSG_NOSIGNAL);
  check((int)sent, "send");
  if (sent != MESSAGE) {
    fail("a message was not sent as a whole");
  }
}

/* Takes what has come. Whether the whole message is back. */
static int receive(struct connection *connection) {
  char bytes[MESSAGE + 1]; /* a byte too many would be seen */
  for (;;) {
    ssize_t length = recv(connection->fd, bytes, sizeof bytes, 0);
    if (length < 0 && errno == EAGAIN) {
      return 0;
    }
    check((int)length, "recv");
    if (length == 0) {
      fail("the server closed a connection");
    }
    if (connection->received + length > MESSAGE) {
      fail("more bytes came than were sent");
    }
    if (memcmp(bytes, (char *)connection->message + connection->received, length) != 0) {
      fail("other bytes came than were sent");
    }
    connection->received += (int)length;
    if (connection->received == MESSAGE) {
      return 1;
    }
  }
}

static void open_all(struct connection *connections, int count, int port, int epoll) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int i = 0; i < count; i++) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(fd, "socket");
    check(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
    int one = 1;
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), "setsockopt");
    check(fcntl(fd, F_SETFL, O_NONBLOCK), "fcntl");
    connections[i].fd = fd;
    connections[i].random = i;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = &connections[i]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }
}

/* How many echoes there were until the time was over and none was under way any more; one on each, at least. */
static uint64_t load(struct connection *connections, int count, int epoll, int64_t begin, int64_t end) {
  static struct epoll_event events[EVENTS];
  for (int i = 0; i < count; i++) {
    send_next(&connections[i], begin);
  }
  uint64_t echoes = 0;
  int under_way = count;
  while (under_way > 0) {
    int ready = epoll_wait(epoll, events, EVENTS, PATIENCE_MS);
    check(ready, "epoll_wait");
    if (ready == 0) {
      fail("nothing came back for ten seconds");
    }
    for (int i = 0; i < ready; i++) {
      struct connection *connection = events[i].data.ptr;
      if (!receive(connection)) {
        continue;
      }
      int64_t time = now();
      histogram[bucket_of(time - connection->sent_at)]++;
      echoes++;
      if (time < end) {
        send_next(connection, time);
      } else {
        under_way--;
      }
    }
  }
  return echoes;
}

static void wait_for_line(void) {
  int byte;
  do {
    byte = getchar();
  } while (byte != '\n' && byte != EOF);
}

int main(int argc, char **argv) {
  lines = argc == 5 && strcmp(argv[4], "lines") == 0;
  if (argc != 4 && !lines) {
    fail("usage: echoload PORT CONNECTIONS SECONDS [lines]");
  }
  int count = atoi(argv[2]);
  struct connection *connections = calloc(count, sizeof *connections);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  check(epoll, "epoll_create1");
  open_all(connections, count, atoi(argv[1]), epoll);
  load(connections, count, epoll, now(), 0);
  memset(histogram, 0, sizeof histogram);
  puts("connected");
  fflush(stdout);
  wait_for_line();
  int64_t begin = now();
  uint64_t echoes = load(connections, count, epoll, begin, begin + (int64_t)(atof(argv[3]) * 1e9));
  double seconds = (double)(now() - begin) / 1e9;
  printf("echoes %llu seconds %.6f p50 %.1f p99 %.1f\n", (unsigned long long)echoes, seconds,
         percentile_micros(echoes, 50), percentile_micros(echoes, 99));
  fflush(stdout);
  wait_for_line();
  return 0;
}
