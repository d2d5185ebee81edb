/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs that are records.
 */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "bootplan.h"
#include "machinecontrol.h"
#include "machineinside.h"

struct machine machine = { .lock = PTHREAD_MUTEX_INITIALIZER,
			   .vm_limit = 2048,
			   .disk = -1 };
void (*machine_clock_moved)(void);

/* ---- clocks ---- */

static uint64_t clock_read(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * ILW_SECOND + (uint64_t)time.tv_nsec;
}

uint64_t ilw_clock_monotonic(void)
{
	return clock_read(CLOCK_MONOTONIC) +
	       __atomic_load_n(&machine.clock_offset, __ATOMIC_RELAXED);
}

int64_t ilw_clock_realtime(void)
{
	return (int64_t)(clock_read(CLOCK_REALTIME) +
			 __atomic_load_n(&machine.clock_offset,
					 __ATOMIC_RELAXED)) +
	       __atomic_load_n(&machine.wall_offset, __ATOMIC_RELAXED);
}

void ilw_clock_set_realtime(int64_t time)
{
	machine.wall_offset += time - ilw_clock_realtime();
}

uint64_t ilw_clock_nanoseconds(uint64_t stamps)
{
	return stamps;
}

uint64_t ilw_clock_after(uint64_t delay)
{
	uint64_t now = ilw_clock_monotonic();

	return delay > UINT64_MAX - now ? ILW_NEVER : now + delay;
}

/* ---- finding VMs ---- */

struct vm *vm_of(uint32_t number)
{
	struct vm *vm = (number & 0xffff) < VMS ? machine.vm[number & 0xffff] :
						  NULL;

	if (number == OWN_VM || vm == NULL || !vm->used ||
	    vm->status.vm != number)
		return NULL;
	return vm;
}

const char *vm_program(const struct vm *vm)
{
	return vm->argc > 0 ? vm->strings : "";
}

const char *vm_variable(const struct vm *vm, const char *name)
{
	const char *at = vm->strings, *end = at + vm->strings_length;
	size_t length = strlen(name);

	for (uint32_t i = 0; at < end; at += strlen(at) + 1, i++)
		if (i >= vm->argc && strncmp(at, name, length) == 0 &&
		    at[length] == '=')
			return at + length + 1;
	return NULL;
}

struct vm *vm_named(const char *name)
{
	struct vm *best = NULL;
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	if (*name != '\0' && *end == '\0')
		best = vm_of((uint32_t)number);
	for (int i = 0; i < VMS; i++) {
		struct vm *vm = machine.vm[i];

		if (vm != NULL && vm->used && !vm->ended &&
		    strcmp(vm_program(vm), name) == 0 &&
		    (best == NULL || vm->started > best->started))
			best = vm;
	}
	return best == NULL || best->ended ? NULL : best;
}

static bool has_port(const uint16_t ports[PORTS], uint16_t port)
{
	for (int i = 0; i < PORTS; i++)
		if (ports[i] == port)
			return true;
	return false;
}

bool vm_listens(const struct vm *vm, uint16_t port)
{
	if (vm->ended || vm->paused)
		return false;
	if (has_port(vm->heard_at, port))
		return true;
	return !vm->deaf && !has_port(vm->deaf_at, port);
}

/* ---- making VMs ---- */

/* Not one of the groups that the kernel would refuse. */
static int32_t check(const struct denali_plan *plan, uint32_t length,
		     struct denali_plan_group *group, struct vm *vm)
{
	struct denali_finding finding;
	struct bootplan checked;
	uint32_t memory, frames;

	if (length > DENALI_VM_PLAN_MAX || plan->length != length)
		return DENALI_EINVAL;
	if (bootplan_check(plan, length, DENALI_SUPERVISOR_IMAGES + 1, &checked,
			   &finding) != 0)
		return DENALI_EBAD - (int32_t)finding.number;
	bootplan_group(&checked, 0, group);
	if (checked.group_count != 1 || group->count != 1)
		return DENALI_EINVAL;
	if (!image_hold(group->module, &memory, &frames))
		return DENALI_ENOENT;
	vm->status.memory_size = group->memory_size != 0 ? group->memory_size :
							   memory;
	if (vm->status.memory_size < STANDIN_MEMORY) {
		image_drop(group->module);
		return DENALI_EINVAL;
	}
	vm->status.frame_limit = group->frame_limit != 0 ? group->frame_limit :
							   frames;
	vm->argc = group->argc;
	vm->strings_length = group->strings_length;
	memcpy(vm->strings, bootplan_strings(&checked, group),
	       group->strings_length);
	vm->has_policy = bootplan_policy(&checked, group, &vm->policy);
	return 0;
}

static struct vm *free_place(uint32_t *place)
{
	uint32_t living = 0;

	*place = 0;
	for (uint32_t i = 1; i < VMS; i++)
		if (machine.vm[i] == NULL || !machine.vm[i]->used)
			*place = *place == 0 ? i : *place;
		else
			living++;
	if (*place == 0 || living >= machine.vm_limit)
		return NULL;
	if (machine.vm[*place] == NULL)
		machine.vm[*place] = calloc(1, sizeof(struct vm));
	return machine.vm[*place];
}

static bool address_taken(const struct denali_plan_group *group)
{
	for (int i = 1; i < VMS; i++) {
		const struct vm *vm = machine.vm[i];

		if (vm != NULL && vm->used && !vm->ended &&
		    (group->network.flags & DENALI_NET_PRESENT) != 0 &&
		    memcmp(vm->status.network.mac, group->network.mac, 6) == 0)
			return true;
	}
	return false;
}

static void set_status(struct vm *vm, const struct denali_plan_group *group)
{
	struct denali_vm_status *status = &vm->status;

	status->image = group->module;
	status->resident = 1;
	status->weight = group->weight != 0 ? group->weight :
					      DENALI_WEIGHT_DEFAULT;
	status->cap = group->cap;
	status->swap_rate = group->swap_rate;
	status->flags = group->flags;
	status->limits = group->limits;
	status->network = group->network;
	memcpy(status->name, group->name, sizeof status->name);
	status->ledger.version = 3;
	status->ledger.weight = status->weight;
	status->ledger.frames = 64;
	status->ledger.frames_peak = 64;
	status->ledger.created = ilw_clock_monotonic();
	status->state = DENALI_VM_STATE_IDLE;
	vm->paused = (group->flags & DENALI_GROUP_PAUSED) != 0;
	vm->answer = 200;
	vm->started = ++machine.made;
	memcpy(vm->behaviour, machine.behaviour, sizeof vm->behaviour);
}

static int32_t create(const struct denali_plan *plan, uint32_t length)
{
	struct denali_plan_group group;
	uint32_t place, generation;
	struct vm *vm = free_place(&place);
	int32_t error;

	if (vm == NULL)
		return DENALI_ENOMEM;
	generation = vm->generation;
	memset(vm, 0, sizeof *vm);
	vm->generation = generation;
	error = check(plan, length, &group, vm);
	if (error < 0)
		return error;
	if (address_taken(&group)) {
		image_drop(group.module);
		return DENALI_EBUSY;
	}
	vm->status.vm = (vm->generation++ & 0x7fff) << 16 | place;
	vm->used = true;
	set_status(vm, &group);
	error = (int32_t)vm->status.vm;
	if (!vm->paused)
		vm_run(vm);
	return error;
}

int32_t ilw_vm_create(const struct denali_plan *plan, uint32_t length)
{
	int32_t error;

	machine_lock();
	error = create(plan, length);
	machine_unlock();
	return error;
}

/* ---- after a power-off, or a crash ---- */

void machine_reset(void)
{
	machine_lock();
	for (int i = 0; i < VMS; i++) {
		free(machine.vm[i]);
		machine.vm[i] = NULL;
	}
	images_forget();
	messages_forget();
	forwards_forget();
	machine.behaviour[0] = '\0';
	machine.full = false;
	machine.slowness = 0;
	machine.vm_limit = 2048;
	machine_unlock();
}

bool machine_open(const char *folder, uint32_t blocks, bool control)
{
	char path[300];

	if (strlen(folder) >= sizeof machine.folder) {
		errno = ENAMETOOLONG;
		return false;
	}
	strcpy(machine.folder, folder);
	snprintf(path, sizeof path, "%s/disk", folder);
	machine.disk = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (machine.disk < 0 ||
	    ftruncate(machine.disk, (off_t)blocks * 4096) != 0)
		return false;
	machine.blocks = blocks;
	machine_restore();
	return !control || machine_listen();
}
