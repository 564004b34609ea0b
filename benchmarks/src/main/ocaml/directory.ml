(* What the names in a directory cost in Lwt.

   Usage: directory FOLDER WARMUP PASSES. Prints nanoseconds per name. *)

let count_names folder =
  let names = ref 0 in
  Lwt_main.run (Lwt_stream.iter (fun _ -> incr names) (Lwt_unix.files_of_directory folder));
  !names

let () =
  let folder = Sys.argv.(1) and warmup = int_of_string Sys.argv.(2) and passes = int_of_string Sys.argv.(3) in
  for _ = 1 to warmup do
    ignore (count_names folder)
  done;
  let start = Unix.gettimeofday () in
  let names = ref 0 in
  for _ = 1 to passes do
    names := !names + count_names folder
  done;
  Printf.printf "%.2f\n" ((Unix.gettimeofday () -. start) *. 1e9 /. float_of_int !names)
