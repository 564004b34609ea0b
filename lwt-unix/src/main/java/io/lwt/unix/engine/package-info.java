/** What waits for descriptors to become ready. Corresponds to {@code Lwt_engine}. */
package io.lwt.unix.engine;
