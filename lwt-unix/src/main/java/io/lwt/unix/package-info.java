/** The event loop and the operating system's calls as promises. Corresponds to {@code Lwt_unix} and {@code Lwt_io}. */
package io.lwt.unix;
