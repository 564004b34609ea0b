/** What it costs to call a function on another thread and to come back, beside the JDK's, Netty's and Lwt's own. */
package io.lwt.benchmarks.detach;
