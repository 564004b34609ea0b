/** What tests of code that calls the operating system need: leak checks, and calls that fail when they are told to. */
package io.lwt.testkit;
