/** The page docs/performance.md and its plots: {@link io.lwt.benchmarks.page.Page} makes them from results. */
package io.lwt.benchmarks.page;
