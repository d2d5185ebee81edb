/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where start.S goes on in C.
 */
#ifndef ILWACO_START_H
#define ILWACO_START_H

struct ilw_thread;

/* Never returns.  thread: where the main thread is to be, all zero, with room
 * for the thread-local data below. */
_Noreturn void ilw_start(struct ilw_thread *thread);

#endif
