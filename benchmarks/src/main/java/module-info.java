import org.jspecify.annotations.NullMarked;

/**
 * Benchmarks: promises beside other libraries' under JMH, and whole programs beside the same in C, on Netty, with the
 * JDK's own and with Lwt in OCaml. They run on the class path.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // JMH and the plots' libraries declare no modules
module io.lwt.benchmarks {
  requires io.lwt.examples;
  requires com.zaxxer.nuprocess;
  requires io.lwt.process;
  requires io.lwt.unix;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.vertx.core;
  requires java.desktop;
  requires jmh.core;
  requires org.apache.xmlgraphics.batik.awt.util;
  requires org.apache.xmlgraphics.batik.svggen;
  requires org.jfree.jfreechart;
  requires static org.jspecify;
}
