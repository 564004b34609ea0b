/** What the library's own modules share, and nobody else sees. */
package io.lwt.unix.internal;
