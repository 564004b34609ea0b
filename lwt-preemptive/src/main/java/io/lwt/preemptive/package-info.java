/**
 * Blocking calls on worker threads, and calls from those threads back into the loop. Corresponds to Lwt's
 * {@code Lwt_preemptive}: see {@link io.lwt.preemptive.LwtPreemptive}.
 */
package io.lwt.preemptive;
