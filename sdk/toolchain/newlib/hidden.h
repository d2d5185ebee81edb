/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Read before any other file of what every image is linked with.  It says that
 * all names a file mentions are of the same image, so that position-independent
 * code reaches them directly, and neither by a table of addresses nor with a
 * register kept for the linker's stubs.  (gcc's -fvisibility is about
 * definitions only.)
 */
#pragma GCC visibility push(hidden)
