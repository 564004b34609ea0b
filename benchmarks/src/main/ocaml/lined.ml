(* The server that sends back each line, on Lwt_io in OCaml. *)

open Lwt.Infix

let rec echo input output =
  Lwt_io.read_line_opt input >>= function
  | None -> Lwt.return_unit
  | Some line -> Lwt_io.write_line output line >>= fun () -> echo input output

let () = Channels.run echo
