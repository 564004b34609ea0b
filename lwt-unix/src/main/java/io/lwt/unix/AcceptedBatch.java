package io.lwt.unix;

import java.util.List;
import java.util.Optional;

/**
 * The connections that {@link Socket#acceptUpTo} accepted.
 *
 * @param connections at least one, in the order in which they came
 * @param error what kept it from accepting the next one, if that was an error: EMFILE …
 */
public record AcceptedBatch(List<Accepted> connections, Optional<UnixException> error) {}
