/**
 * What the servers that are compared have in common, on each library: they listen on loopback, with TCP_NODELAY and a
 * backlog of 4,096, and print their port as their first line. What they do on a connection is another package's.
 */
package io.lwt.benchmarks.servers;
