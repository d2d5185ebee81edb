/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How a VM ends itself.
 */
#ifndef ILWACO_CRASH_H
#define ILWACO_CRASH_H

/* Ends the VM with a status, at once: what the console ring holds is still
 * printed. */
_Noreturn void ilw_terminate(int status);

/* Prints one line on the console, and then faults on purpose (an invalid
 * instruction) in the caller's frame, so that the kernel keeps a post-mortem
 * from which the host's tools name the function.  message has no newline. */
_Noreturn void ilw_crash(const char *message);

#endif
