(* What detached calls cost in Lwt: the same as the Java programs beside this, with as many threads.

   Usage: detach IN-FLIGHT WARMUP SECONDS, both times in seconds. Prints nanoseconds per call. *)

let threads = 4
let calls_of_one = 200
let calls_of_each = 20

let trivial () = Sys.opaque_identity 42

let rec chain calls =
  if calls = 0 then Lwt.return_unit else Lwt.bind (Lwt_preemptive.detach trivial ()) (fun _ -> chain (calls - 1))

let call_some in_flight =
  if in_flight = 1 then begin
    Lwt_main.run (chain calls_of_one);
    calls_of_one
  end
  else begin
    Lwt_main.run (Lwt.join (List.init in_flight (fun _ -> chain calls_of_each)));
    in_flight * calls_of_each
  end

(* Nanoseconds per call. *)
let repeat in_flight seconds =
  let start = Unix.gettimeofday () in
  let rec go calls =
    let calls = calls + call_some in_flight in
    let elapsed = Unix.gettimeofday () -. start in
    if elapsed < seconds then go calls else elapsed *. 1e9 /. float_of_int calls
  in
  go 0

let () =
  Lwt_preemptive.set_bounds (0, threads);
  let in_flight = int_of_string Sys.argv.(1) in
  ignore (repeat in_flight (float_of_string Sys.argv.(2)));
  Printf.printf "%.2f\n" (repeat in_flight (float_of_string Sys.argv.(3)))
