/** How long a server takes from its process' start to its first accepted connection. */
package io.lwt.benchmarks.startup;
