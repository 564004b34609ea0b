package io.lwt.unix;

import org.jspecify.annotations.Nullable;

/**
 * The resolver could not answer: getaddrinfo(3), getnameinfo(3), gethostbyname(3) or gethostbyaddr(3) failed.
 *
 * <p>The message says what was asked:
 * {@code getaddrinfo: EAI_NONAME (Name or service not known): nosuch.example, http}. When the resolver failed for a
 * system call (EAI_SYSTEM), the cause is its {@link UnixException}.
 */
public final class LookupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String codeName;
  private final String text;

  LookupException(
      String call,
      String question,
      int code,
      String codeName,
      String text,
      @Nullable UnixException cause) {
    super(call + ": " + codeName + " (" + text + "): " + question, cause);
    this.code = code;
    this.codeName = codeName;
    this.text = text;
  }

  /** The resolver's code: this system's number, of EAI_… or, for gethostby…, of h_errno. */
  public int code() {
    return code;
  }

  /** The code's C name: {@code "EAI_NONAME"}, {@code "TRY_AGAIN"}. */
  public String codeName() {
    return codeName;
  }

  /** What the resolver says of it, gai_strerror(3) or hstrerror(3): {@code "Name or service not known"}. */
  public String text() {
    return text;
  }
}
