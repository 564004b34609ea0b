(* The HTTP/1.1 keep-alive server on Lwt_io in OCaml: reads lines, and answers at each empty one. *)

open Lwt.Infix

let response =
  "HTTP/1.1 200 OK\r\nServer: benchmark\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

let rec serve input output =
  Lwt_io.read_line_opt input >>= function
  | None -> Lwt.return_unit
  | Some "" -> Lwt_io.write output response >>= fun () -> serve input output
  | Some _ -> serve input output

let () = Channels.run serve
