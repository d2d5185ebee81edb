/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What few VMs have, apart from struct vm so that the many do not pay for it:
 * the virtual MMU, disks, limits and policies, and whether it is paused.
 * A VM that has none of it has a null pointer where these would be.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "limit.h"
#include "vm.h"

struct options {
	struct mmu *mmu;         /* mmu.h */
	struct disk_port *disks; /* disk.h */
	struct traffic *traffic; /* traffic.h */
	struct limit_held held;  /* limit.h */
	bool paused;             /* sched.h */
};

/* The VM's options, made if it has none; null if memory is short. */
struct options *options_make(struct vm *vm);

/* Free them; each pointer in them is null. */
void options_free(struct vm *vm);

static inline struct mmu *vm_mmu(const struct vm *vm)
{
	return vm->options ? vm->options->mmu : 0;
}

static inline bool vm_is_paused(const struct vm *vm)
{
	return vm->options && vm->options->paused;
}

static inline struct disk_port *vm_disks(const struct vm *vm)
{
	return vm->options ? vm->options->disks : 0;
}

static inline struct traffic *vm_traffic(const struct vm *vm)
{
	return vm->options ? vm->options->traffic : 0;
}

#endif
