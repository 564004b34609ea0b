(* What a process costs in Lwt: the same as the Java programs beside this.

   Usage: spawn WORK WARMUP SECONDS HEAP, times in seconds, HEAP in MiB. Prints microseconds per process, or
   milliseconds for 256 MiB through cat. *)

let batch = 64
let at_once = 32
let block = Bytes.create 65536
let cat_bytes = 256 * 1024 * 1024

let rec chain count =
  if count = 0 then Lwt.return_unit
  else Lwt.bind (Lwt_process.exec ("", [| "/bin/true" |])) (fun _ -> chain (count - 1))

let some at_once = Lwt_main.run (Lwt.join (List.init at_once (fun _ -> chain (batch / at_once))))

let cat () =
  let open Lwt.Infix in
  let rec send out left =
    if left = 0 then Lwt_io.close out
    else Lwt_io.write_from_exactly out block 0 (Bytes.length block) >>= fun () -> send out (left - Bytes.length block)
  in
  let into = Bytes.create 65536 in
  let rec receive from received =
    Lwt_io.read_into from into 0 (Bytes.length into) >>= fun count ->
    if count = 0 then Lwt.return received else receive from (received + count)
  in
  let received =
    Lwt_main.run
      (Lwt_process.with_process ("", [| "cat" |]) (fun process ->
           let sent = send process#stdin cat_bytes in
           receive process#stdout 0 >>= fun received -> sent >|= fun () -> received))
  in
  if received <> cat_bytes then failwith "cat"

let repeat work seconds =
  let start = Unix.gettimeofday () in
  let rec go finished =
    let finished =
      match work with
      | "CAT" -> cat (); finished + 1000
      | "ONE" -> some 1; finished + batch
      | _ -> some at_once; finished + batch
    in
    let elapsed = Unix.gettimeofday () -. start in
    if elapsed < seconds then go finished else elapsed *. 1e6 /. float_of_int finished
  in
  go 0

let () =
  let heap = Bytes.make (int_of_string Sys.argv.(4) * 1024 * 1024) 'x' in
  ignore (repeat Sys.argv.(1) (float_of_string Sys.argv.(2)));
  Printf.printf "%.2f\n" (repeat Sys.argv.(1) (float_of_string Sys.argv.(3)));
  ignore (Sys.opaque_identity heap)
