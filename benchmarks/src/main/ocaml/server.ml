(* What the servers in OCaml share: Lwt on libev's epoll, as programs on Lwt are usually run.

   The port is the first line printed; the process ends when its standard input does. *)

open Lwt.Infix

let input_size = 2048

(* Writes a part of some bytes as a whole. *)
let rec write_all socket bytes offset length =
  Lwt_unix.write socket bytes offset length >>= fun count ->
  if count = length then Lwt.return_unit else write_all socket bytes (offset + count) (length - count)

(* An error is the client's: it has broken the connection. *)
let serve_one serve socket =
  Lwt.dont_wait (fun () -> Lwt.finalize (fun () -> serve socket) (fun () -> Lwt_unix.close socket)) (fun _ -> ())

let rec accept_all serve listener =
  Lwt_unix.accept ~cloexec:true listener >>= fun (socket, _) ->
  Lwt_unix.setsockopt socket Unix.TCP_NODELAY true;
  serve_one serve socket;
  accept_all serve listener

let listen port =
  let listener = Lwt_unix.socket ~cloexec:true Unix.PF_INET Unix.SOCK_STREAM 0 in
  Lwt_unix.setsockopt listener Unix.SO_REUSEADDR true;
  Lwt_unix.bind listener (Unix.ADDR_INET (Unix.inet_addr_loopback, port)) >|= fun () ->
  Lwt_unix.listen listener 4096;
  (match Lwt_unix.getsockname listener with
  | Unix.ADDR_INET (_, port) -> Printf.printf "%d\n%!" port
  | Unix.ADDR_UNIX _ -> assert false);
  listener

let rec end_of_input byte =
  Lwt_unix.read Lwt_unix.stdin byte 0 1 >>= fun count -> if count = 0 then Lwt.return_unit else end_of_input byte

(* Serves on the port that the arguments name (0, the default: any): each connection with [serve]. *)
let run serve =
  Lwt_engine.set (new Lwt_engine.libev ~backend:Lwt_engine.Ev_backend.epoll ());
  let port = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 0 in
  Lwt_main.run (Lwt.pick [listen port >>= accept_all serve; end_of_input (Bytes.create 1)])
