package io.lwt.benchmarks.page;

import io.lwt.benchmarks.Compiler;
import java.awt.Color;
import java.util.Map;

/** Who has which colour, in every plot: what is of one family has shades of one. All can be told from white. */
final class Palette {
  private static final Color OTHER = new Color(0xAFB8C1);

  private static final Map<String, Color> COLOURS =
      Map.ofEntries(
          Map.entry("lwt", new Color(0x0550AE)),
          Map.entry("lwt, channels", new Color(0x54AEFF)),
          Map.entry(Compiler.C, new Color(0x424A53)),
          Map.entry("C, recv(2)", new Color(0x8C959F)),
          Map.entry("Netty", new Color(0xBC4C00)),
          Map.entry("Netty, HTTP codec", new Color(0xFB8F44)),
          Map.entry("Netty's event loop", new Color(0xBC4C00)),
          Map.entry("Netty's wheel, 1 ms", new Color(0xFB8F44)),
          Map.entry("Netty's wheel, 100 ms", new Color(0xEAC54F)),
          Map.entry("java.nio", new Color(0x1A7F37)),
          Map.entry("virtual threads", new Color(0x4AC26B)),
          Map.entry("CompletableFuture", new Color(0x1A7F37)),
          Map.entry("the JDK's executor", new Color(0x1A7F37)),
          Map.entry("ProcessBuilder", new Color(0x1A7F37)),
          Map.entry("Vert.x", new Color(0x8250DF)),
          Map.entry("NuProcess", new Color(0x8250DF)),
          Map.entry(Compiler.OCAML, new Color(0xCF222E)),
          Map.entry("Lwt_io in OCaml", new Color(0xFF8182)));

  private Palette() {}

  static Color of(String contender) {
    return COLOURS.getOrDefault(contender, OTHER);
  }
}
