/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What newlib and exit() agree on, without a header of newlib's.
 */
#ifndef RUNTIME_EXIT_H
#define RUNTIME_EXIT_H

/* Calls what atexit and the like have registered.  Weak: only programs that
 * register something have it. */
void __call_exitprocs(int status, void *object) __attribute__((weak));

#endif
