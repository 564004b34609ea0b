(* The HTTP/1.1 keep-alive server with Lwt in OCaml. It answers every request with the same 200, whatever was asked. *)

open Lwt.Infix

let response =
  "HTTP/1.1 200 OK\r\nServer: benchmark\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

let batch = 32

let responses = Bytes.of_string (String.concat "" (List.init batch (fun _ -> response)))

(* How many requests end in the first bytes, and how much of CR LF CR LF has been seen then: the same automaton as
   RequestEnds.java. *)
let request_ends bytes length matched =
  let rec go i matched ends =
    if i = length then ends, matched
    else
      let next = Bytes.unsafe_get bytes i in
      if next = if matched land 1 = 0 then '\r' else '\n' then
        if matched = 3 then go (i + 1) 0 (ends + 1) else go (i + 1) (matched + 1) ends
      else go (i + 1) (if next = '\r' then 1 else 0) ends
  in
  go 0 matched 0

let rec respond socket requests =
  if requests = 0 then Lwt.return_unit
  else
    let now = min requests batch in
    Server.write_all socket responses 0 (now * String.length response) >>= fun () -> respond socket (requests - now)

let rec serve socket bytes matched =
  Lwt_unix.read socket bytes 0 Server.input_size >>= fun count ->
  if count = 0 then Lwt.return_unit
  else
    let requests, matched = request_ends bytes count matched in
    respond socket requests >>= fun () -> serve socket bytes matched

let () = Server.run (fun socket -> serve socket (Bytes.create Server.input_size) 0)
