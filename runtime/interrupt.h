/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What threads are interrupted for: signals and cancellation.  For the calls
 * that block, see syscall.h.
 */
#ifndef RUNTIME_INTERRUPT_H
#define RUNTIME_INTERRUPT_H

struct __pthread;

/* Has a thread that has not ended look at its signals and whether it is
 * cancelled.  From anywhere. */
void thread_interrupt(struct __pthread *thread);

#endif
