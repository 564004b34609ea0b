(* What recorded programs run on: Lwt itself. The counterpart of LibraryMachine.java; Printer.java prints programs that
   are appended to this. Standard output is what is recorded: of each program its text, then a line for each step. *)

exception Fault of string

let most = 64
let p = Array.make most (Lwt.return 0)
let r = Array.make most (snd (Lwt.wait ()))
let keys : int Lwt.key array = [| Lwt.new_key (); Lwt.new_key () |]
let states = Array.make most "?"
let promises = ref 0
let log = ref []

let say what = log := what :: !log

let fault = function
  | Lwt.Canceled -> "CANCELED"
  | Invalid_argument _ -> "TWICE"
  | Fault name -> name
  | unexpected -> Printexc.to_string unexpected

let state name =
  match Lwt.state p.(name) with
  | Lwt.Return value -> "=" ^ string_of_int value
  | Lwt.Fail error -> "!" ^ fault error
  | Lwt.Sleep -> "?"

let look name = say ("look:" ^ string_of_int name ^ state name)

(* ---- what is called *)

let called what argument =
  let shown key =
    match Lwt.get keys.(key) with
    | None -> ""
    | Some value -> Printf.sprintf "@%d:%d" key value
  in
  say (what ^ "(" ^ argument ^ ")" ^ shown 0 ^ shown 1)

let called_fun id argument = called ("f" ^ string_of_int id) argument
let value id v = called_fun id (string_of_int v)
let error id e = called_fun id (fault e)
let nothing id = called_fun id ""

let with_key key value f =
  Lwt.with_value keys.(key) (if value = 0 then None else Some value) f

(* ---- promises *)

let keep name (promise, resolver) =
  p.(name) <- promise;
  r.(name) <- resolver

let wait name = keep name (Lwt.wait ())
let task name = keep name (Lwt.task ())
let give name = let promise = p.(name) in fun () -> promise

(* None of join, finalize and async looks at the values that are units by their types. *)
let ignoring (f : unit -> int Lwt.t) : unit -> unit Lwt.t = Obj.magic f
let join (ps : int Lwt.t list) = Lwt.map (fun () -> 0) (Lwt.join (Obj.magic ps))

(* ---- values *)

let add a b = (a + b) mod 1000
let fold values = List.fold_left (fun folded v -> add (folded * 7) v) 1 values

let fold_both = function
  | [a; b] -> Lwt.map (fun (v, w) -> fold [v; w]) (Lwt.both a b)
  | _ -> assert false

let fold_split ps =
  let rec index i promise = function
    | [] -> assert false
    | p :: ps -> if p == promise then i else index (i + 1) promise ps
  in
  Lwt.map
    (fun (values, pending) ->
      fold (values @ (500 :: List.map (fun promise -> index 0 promise ps) pending)))
    (Lwt.nchoose_split ps)

(* ---- programs *)

let start size text =
  Lwt.async_exception_hook := (fun e -> called "hook" (fault e));
  Lwt.abandon_paused ();
  promises := size;
  for name = 0 to size - 1 do
    wait name;
    states.(name) <- "?"
  done;
  print_endline text

let step f =
  (try f () with e -> say ("escaped:" ^ fault e));
  for name = 0 to !promises - 1 do
    let now = state name in
    if now <> states.(name) then begin
      states.(name) <- now;
      say (string_of_int name ^ now)
    end
  done;
  if Lwt.paused_count () > 0 then
    say ("paused:" ^ string_of_int (Lwt.paused_count ()));
  print_endline (String.concat " " (List.rev !log));
  log := []

(* ---- what follows is printed *)

