(* What timers cost in Lwt.

   Usage: timers TIMERS WARMUP PASSES. Prints nanoseconds of CPU time per timer, the median of the passes. *)

let sleep count =
  let left = ref count in
  let finished, resolver = Lwt.wait () in
  for _ = 1 to count do
    Lwt.on_success
      (Lwt_unix.sleep (Random.float 1.))
      (fun () ->
        decr left;
        if !left = 0 then Lwt.wakeup_later resolver ())
  done;
  Lwt_main.run finished

let () =
  let count = int_of_string Sys.argv.(1) and warmup = int_of_string Sys.argv.(2) and passes = int_of_string Sys.argv.(3) in
  let measure _ =
    let before = Sys.time () in
    sleep count;
    (Sys.time () -. before) *. 1e9 /. float_of_int count
  in
  for _ = 1 to warmup do
    ignore (measure ())
  done;
  let costs = Array.init passes measure in
  Array.sort compare costs;
  Printf.printf "%.2f\n" costs.(passes / 2)
