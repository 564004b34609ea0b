(* The echo server with Lwt in OCaml. *)

open Lwt.Infix

let rec echo socket bytes =
  Lwt_unix.read socket bytes 0 Server.input_size >>= fun count ->
  if count = 0 then Lwt.return_unit else Server.write_all socket bytes 0 count >>= fun () -> echo socket bytes

let () = Server.run (fun socket -> echo socket (Bytes.create Server.input_size))
