/**
 * What may happen between the loop's thread and others, tried by jcstress in many orders. On the class path, so that it
 * sees what lies inside of the package.
 */
@NullMarked
package io.lwt.unix;

import org.jspecify.annotations.NullMarked;
