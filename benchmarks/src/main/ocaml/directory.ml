(* What the names in a directory cost in Lwt.

   Usage: directory FOLDER WARMUP PASSES stream|entries. Prints nanoseconds per name. *)

let count_names folder =
  let names = ref 0 in
  Lwt_main.run (Lwt_stream.iter (fun _ -> incr names) (Lwt_unix.files_of_directory folder));
  !names

let count_entries folder =
  let open Lwt.Infix in
  let rec count_rest directory names =
    Lwt.try_bind
      (fun () -> Lwt_unix.readdir directory)
      (fun _ -> count_rest directory (names + 1))
      (function End_of_file -> Lwt.return names | error -> Lwt.fail error)
  in
  Lwt_main.run
    (Lwt_unix.opendir folder >>= fun directory ->
     count_rest directory 0 >>= fun names ->
     Lwt_unix.closedir directory >|= fun () -> names)

let () =
  let count = if Sys.argv.(4) = "stream" then count_names else count_entries in
  let folder = Sys.argv.(1) and warmup = int_of_string Sys.argv.(2) and passes = int_of_string Sys.argv.(3) in
  for _ = 1 to warmup do
    ignore (count folder)
  done;
  let start = Unix.gettimeofday () in
  let names = ref 0 in
  for _ = 1 to passes do
    names := !names + count folder
  done;
  Printf.printf "%.2f\n" ((Unix.gettimeofday () -. start) *. 1e9 /. float_of_int !names)
