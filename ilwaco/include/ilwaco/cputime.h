/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Processor time, as far as a VM knows it: the time in which it did not idle.
 * What other VMs took of that is in it.  Programs that do not ask for it do not
 * count it.
 */
#ifndef ILWACO_CPUTIME_H
#define ILWACO_CPUTIME_H

#include <stdint.h>

struct ilw_thread;

/* The VM's since it was made, in nanoseconds. */
uint64_t ilw_cputime(void);
/* The same of one thread. */
uint64_t ilw_cputime_of(const struct ilw_thread *thread);

/* For the scheduler: the running thread is about to be left.  With preemption
 * disabled. */
void ilw_cputime_leave(void) __attribute__((weak));
/* The same when the VM has idled. */
void ilw_cputime_idled(void) __attribute__((weak));

#endif
