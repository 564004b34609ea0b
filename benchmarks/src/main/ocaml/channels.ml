(* What the servers on Lwt_io share: a channel for each direction, of the size and with the flushing that Lwt gives them. *)

open Lwt.Infix

(* Serves each connection with [serve]; what it has written is sent before the end. *)
let run serve =
  Server.run (fun socket ->
      let close = Lwt.return in
      let input = Lwt_io.of_fd ~close ~mode:Lwt_io.input socket in
      let output = Lwt_io.of_fd ~close ~mode:Lwt_io.output socket in
      Lwt.finalize (fun () -> serve input output) (fun () -> Lwt_io.close output >>= fun () -> Lwt_io.close input))
