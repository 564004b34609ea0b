package io.lwt.unix;

/**
 * A pipe's two ends: pipe(7).
 *
 * @param in what is read from
 * @param out what is written to
 */
public record Pipe(Fd in, Fd out) {}
