/** What an await in direct style costs, beside a virtual thread that parks. */
package io.lwt.benchmarks.direct;
