/**
 * Events and signals: values that occur, and values that change, with time. Corresponds to OCaml's {@code React} and to
 * {@code Lwt_react}.
 *
 * <p>An {@link io.lwt.react.Event} occurs now and then, with a value. A {@link io.lwt.react.Signal} has a value always,
 * and it changes now and then. Both are sent into the program by an {@link io.lwt.react.EventSource} or a
 * {@link io.lwt.react.SignalSource}, and others are derived from them by functions.
 *
 * <p><b>Steps.</b> Sending starts a step: all that depends on what was sent is updated, each once and after all that it
 * depends on itself, so that nobody ever sees some of the new values together with some of the old. Occurrences of one
 * step are simultaneous. Then the listeners are called: those of one event in the order in which they were added. What
 * is sent meanwhile, by a function or a listener, waits until the step is over, and starts one of its own. The send
 * that found no step under way returns when all of this has been done. {@link io.lwt.react.Step#simultaneously} sends
 * several in one step.
 *
 * <p><b>Lifetime.</b> A listener ({@link io.lwt.react.Event#onEach onEach}, {@link io.lwt.react.Event#next next},
 * {@link io.lwt.react.Event#keep keep}, and all that takes a function which gives promises) works until it is stopped,
 * and is held by what it listens to. What remembers something (such as {@code fold}, {@code hold}, {@code diff},
 * {@code once}, {@code filter} of a signal) works from the moment it is made, until it is stopped or nobody refers to
 * it any more: its sources refer to it weakly. All else works while there is a listener, or something that remembers,
 * behind it, and when a signal's {@code value} is asked for.
 *
 * <p>So effects belong into listeners: there they never depend on the garbage collector. Functions given to {@code map}
 * and the like should have none; nobody says how often they are called.
 *
 * <p><b>Errors.</b> What a function or a listener throws, and a rejection of a promise that a function gave, goes to
 * the hook ({@link io.lwt.Lwt#setAsyncExceptionHook}); in that step the event then does not occur and the signal does
 * not change, and both go on. Null functions throw NullPointerException.
 *
 * <p><b>Confinement.</b> Events and signals belong to the {@link io.lwt.Scheduler} of the thread that made them; used
 * on another thread they throw IllegalStateException. Constant signals, and the event that never occurs, belong to
 * nobody.
 */
package io.lwt.react;
