(* What promises cost in Lwt: the rows of the Java benchmarks beside this, written as Lwt's users write them.

   Usage: promises ROW WARMUP SECONDS, both times in seconds. Prints nanoseconds and bytes allocated per operation. *)

let resolved = Lwt.return 1

let resolved_bind () = Lwt.bind resolved (fun value -> Lwt.return (value + 1))

let pending_map () =
  let pending, resolver = Lwt.wait () in
  let mapped = Lwt.map (fun value -> value + 1) pending in
  Lwt.wakeup_later resolver 1;
  mapped

let maps = 10

let map_chain () =
  let pending, resolver = Lwt.wait () in
  let mapped = ref pending in
  for _ = 1 to maps do
    mapped := Lwt.map (fun value -> value + 1) !mapped
  done;
  Lwt.wakeup_later resolver 1;
  !mapped

let pending_bind () =
  let outer, outer_resolver = Lwt.wait () in
  let inner, inner_resolver = Lwt.wait () in
  let bound = Lwt.bind outer (fun _ -> inner) in
  Lwt.wakeup_later outer_resolver 1;
  Lwt.wakeup_later inner_resolver 2;
  bound

let promises = 10_000

let join () =
  let rec waiters left promises resolvers =
    if left = 0 then promises, resolvers
    else
      let promise, resolver = Lwt.wait () in
      waiters (left - 1) (promise :: promises) (resolver :: resolvers)
  in
  let pending, resolvers = waiters promises [] [] in
  let joined = Lwt.join pending in
  List.iter (fun resolver -> Lwt.wakeup_later resolver ()) resolvers;
  joined

let rounds = 10_000

let pause () =
  let rec pauses left = if left = 0 then Lwt.return_unit else Lwt.bind (Lwt.pause ()) (fun () -> pauses (left - 1)) in
  let finished = pauses rounds in
  while Lwt.paused_count () > 0 do
    Lwt.wakeup_paused ()
  done;
  finished

let steps = 1_000_000

let bind_loop () =
  let rec count_down left = if left = 0 then Lwt.return 0 else Lwt.bind (Lwt.return (left - 1)) count_down in
  count_down steps

let bind_chain () =
  let pending, resolver = Lwt.wait () in
  let bound = ref pending in
  for _ = 1 to steps do
    bound := Lwt.bind !bound (fun value -> Lwt.return (value + 1))
  done;
  Lwt.wakeup_later resolver 1;
  !bound

(* Repeats [f] for some seconds: how often, and how long it took. What is called between two looks at the clock takes
   some tens of microseconds. *)
let repeat f batch seconds =
  let start = Unix.gettimeofday () in
  let rec go calls =
    for _ = 1 to batch do
      ignore (Sys.opaque_identity (f ()))
    done;
    let calls = calls + batch in
    let elapsed = Unix.gettimeofday () -. start in
    if elapsed < seconds then go calls else calls, elapsed
  in
  go 0

let measure f operations warmup seconds =
  let batch = max 1 (1_000 / operations) in
  ignore (repeat f batch warmup);
  let before = Gc.allocated_bytes () in
  let calls, elapsed = repeat f batch seconds in
  let allocated = Gc.allocated_bytes () -. before in
  let operations = float_of_int calls *. float_of_int operations in
  Printf.printf "%.4f %.4f\n" (elapsed *. 1e9 /. operations) (allocated /. operations)

let () =
  let warmup = float_of_string Sys.argv.(2) and seconds = float_of_string Sys.argv.(3) in
  match Sys.argv.(1) with
  | "ResolvedBind" -> measure resolved_bind 1 warmup seconds
  | "PendingMap" -> measure pending_map 1 warmup seconds
  | "MapChain" -> measure map_chain maps warmup seconds
  | "PendingBind" -> measure pending_bind 1 warmup seconds
  | "Join" -> measure join promises warmup seconds
  | "Pause" -> measure pause rounds warmup seconds
  | "BindLoop" -> measure bind_loop steps warmup seconds
  | "BindChain" -> measure bind_chain steps warmup seconds
  | row -> failwith ("no such row: " ^ row)
