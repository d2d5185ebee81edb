/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Making and ending VMs.  Ending is in two steps: vm_kill takes a VM off the
 * processor at once, from wherever in the kernel; vm_reap, called from the
 * scheduler's loop when nothing refers to it any more, reports and frees it.
 */
#include "vm.h"

#include "bootplan.h"
#include "clock.h"
#include "console.h"
#include "cpu.h"
#include "disk.h"
#include "hostport.h"
#include "limit.h"
#include "loader.h"
#include "log.h"
#include "mmu.h"
#include "net.h"
#include "netconfig.h"
#include "options.h"
#include "pool.h"
#include "postmortem.h"
#include "random.h"
#include "gate.h"
#include "sched.h"
#include "space.h"
#include "string.h"
#include "swap.h"
#include "table.h"
#include "timer.h"
#include "traffic.h"
#include "vector.h"

static struct pool records = { .size = sizeof(struct vm) };
static const struct bootplan *plan;
struct link vm_dead = { &vm_dead, &vm_dead };
static struct vm **table;
static uint32_t table_size, next_id, living;
static bool send_ledgers;

/* Steps of freeing between two looks at what else there is to do. */
#define REAP_STEPS 4

/* What report() sends at most, headers included. */
_Static_assert(DENALI_CONSOLE_OUT + sizeof(struct denali_post_mortem) +
			       sizeof(struct denali_ledger) +
			       sizeof(struct denali_port_exit) +
			       4 * sizeof(struct denali_port_header) <=
		       HOSTPORT_RESERVE,
	       "room for a dead VM's messages");

void vm_set_stats(bool stats)
{
	send_ledgers = stats;
}

bool vm_init(const struct bootplan *checked)
{
	uint32_t bytes = checked->vm_count * (uint32_t)sizeof(*table);

	plan = checked;
	table = frame_alloc_block((bytes + PAGE_SIZE - 1) / PAGE_SIZE);
	table_size = plan->vm_count;
	return table;
}

struct vm *vm_find(uint32_t id)
{
	struct vm *vm = id < next_id ? table[id] : 0;

	return vm && vm->state < VM_DEAD ? vm : 0;
}

void vm_each(void (*call)(struct vm *vm))
{
	for (uint32_t id = 0; id < next_id; id++) {
		struct vm *vm = vm_find(id);
		if (vm)
			call(vm);
	}
}

uint32_t vm_made(void)
{
	return next_id;
}

uint32_t vm_count(void)
{
	return living;
}

static void fill_registers(struct vm *vm, const struct denali_plan_group *group)
{
	struct denali_ro_registers *ro = vm->ro;

	ro->magic = DENALI_MAGIC;
	ro->contract_version = DENALI_CONTRACT_VERSION;
	ro->vm_id = vm->id;
	ro->generation = 1;
	ro->memory_size = vm->memory_size;
	ro->cpu_flags = cpu_guest_flags();
	ro->devices = DENALI_DEVICE_CONSOLE;
	ro->image_end = vm->image->info.end;
	clock_fill(&ro->clock);
	ro->created_tsc = vm->ledger.created;
	random_bytes(ro->seed, sizeof(ro->seed));
	network_instance(&group->network, vm->instance, &ro->network);
	if (ro->network.flags & DENALI_NET_PRESENT) {
		ro->network.flags |= net_flags();
		ro->devices |= DENALI_DEVICE_NIC;
	}
	ro->argc = group->argc;
	ro->envc = group->envc;
	ro->strings_length = group->strings_length;
	memcpy(ro->strings, bootplan_strings(plan, group),
	       group->strings_length);
	vm->rw->timer = TIMER_NEVER;
}

static void set_start(struct vm *vm)
{
	struct trap_frame *frame = &vm->frame;

	frame->eip = vm->image->info.entry;
	frame->esp = vm->image->info.stack_top;
	frame->cs = SEG_USER_CODE;
	frame->ss = SEG_USER_DATA;
	frame->eflags = EFLAGS_IF | EFLAGS_ONE;
	vm->resume_by_iret = true;
}

/* The group's name, else the image's. */
const char *vm_name(const struct vm *vm)
{
	const char *name = bootplan_name(plan, vm->group);

	return name[0] ? name : vm->image->info.manifest.name;
}

static uint32_t frames_limit(const struct vm *vm, uint32_t asked)
{
	uint32_t limit = asked ? asked : vm->image->info.manifest.frame_limit;
	uint32_t all = vm->memory_size / PAGE_SIZE;

	return limit && limit < all ? limit : all;
}

/* Page tables and register pages of a full VM are not the guest's to spare:
 * they come on top of its memory. */
static uint32_t overhead_frames(const struct vm *vm)
{
	return 2 + 3 + (vm->memory_size + 0x1fffff) / 0x200000;
}

static bool limit_traffic(struct vm *vm, const struct denali_plan_group *group)
{
	const struct image *image = &vm->image->info;
	struct denali_policy policy;
	bool has_policy = bootplan_policy(plan, group, &policy);

	return traffic_create(vm, group, has_policy ? &policy : 0,
			      image->has_policy ? &image->policy : 0);
}

struct vm *vm_create(uint32_t number, uint32_t instance,
		     const struct loaded_image *image)
{
	struct denali_plan_group group;
	struct vm *vm = pool_take(&records);

	bootplan_group(plan, number, &group);
	ensure(next_id < table_size);
	if (!vm)
		return 0;
	vm->ledger.created = rdtsc();
	vm->id = next_id;
	vm->group = (uint16_t)number;
	vm->instance = instance;
	vm->image = image;
	if (group.flags & DENALI_GROUP_MMU && !mmu_create(vm))
		return 0; /* the host is refused for it */
	if (!disk_create(vm, &group))
		return 0;
	vm->memory_size = group.memory_size ? group.memory_size :
					      image->info.manifest.memory_size;
	vm->frames_limit = frames_limit(vm, group.frame_limit) +
			   overhead_frames(vm);
	vm->timer_slot = TIMER_UNQUEUED;
	vm->deadline = TIMER_NEVER;
	link_init(&vm->run);
	if (!limit_traffic(vm, &group))
		return 0;
	sched_admit(vm, &group);
	console_init(vm);
	set_start(vm);
	table[next_id++] = vm;
	living++;
	swap_place(vm);
	gate_queue(vm);
	return vm;
}

bool vm_furnish(struct vm *vm)
{
	struct denali_plan_group group;

	if (!space_create(vm))
		return false;
	bootplan_group(plan, vm->group, &group);
	fill_registers(vm, &group);
	nic_attach(vm, &vm->ro->network);
	console_enter(vm);
	disk_enter(vm);
	vm->place = VM_IN;
	vm->space->entered = clock_ns();
	sched_start(vm);
	return true;
}

void vm_post(struct vm *vm, uint32_t events)
{
	vm->pending |= events;
	sched_notify(vm);
}

void vm_kill(struct vm *vm, uint32_t cause, uint32_t detail)
{
	if (vm->state >= VM_DEAD)
		return;
	sched_remove(vm);
	vm->state = VM_DEAD;
	vm->cause = cause;
	vm->detail = detail;
	vm->deadline = rdtsc();
	nic_detach(vm);
	console_forget(vm);
	limit_forget(vm);
	link_append(&vm_dead, &vm->run);
}

void vm_stop(struct vm *vm)
{
	vm_post(vm, DENALI_EVENT_STOP);
}

void vm_end(struct vm *vm)
{
	vm_kill(vm, DENALI_CAUSE_STOPPED, 0);
}

static void send_ledger(const struct vm *vm)
{
	struct denali_ledger ledger;

	ledger_fill(vm, &ledger);
	hostport_send(DENALI_PORT_LEDGER, vm->id, &ledger, sizeof(ledger));
}

static void report(struct vm *vm)
{
	struct denali_port_exit message = { vm->cause, vm->detail };

	if (vm->rw)
		console_serve(vm);
	console_forget(vm);
	if (vm->cause != DENALI_CAUSE_EXIT && vm->cause != DENALI_CAUSE_STOPPED)
		postmortem_send(vm);
	if (send_ledgers)
		send_ledger(vm);
	hostport_send(DENALI_PORT_EXIT, vm->id, &message, sizeof(message));
}

/* A step of freeing a VM; true when it was the last. */
static bool free_vm(struct vm *vm)
{
	if (cpu.current == vm)
		space_unload();
	vector_forget(vm);
	mmu_destroy(vm);
	disk_destroy(vm);
	traffic_destroy(vm);
	options_free(vm);
	if (!table_destroy(vm))
		return false;
	if (vm->place >= VM_ENTERING)
		gate_gone();
	link_remove(&vm->run);
	table[vm->id] = 0;
	living--;
	pool_give(&records, vm);
	return true;
}

/* Send a dead VM's last messages, once; false if there is no room for them. */
static bool reported(struct vm *vm)
{
	if (vm->state == VM_REPORTED)
		return true;
	if (hostport_room() < HOSTPORT_RESERVE)
		return false;
	report(vm);
	vm->state = VM_REPORTED;
	return true;
}

bool vm_reap_some(void)
{
	for (unsigned n = 0; n < REAP_STEPS; n++) {
		if (!link_used(&vm_dead))
			return false;
		struct vm *vm = LINK_OWNER(vm_dead.next, struct vm, run);
		bool ended = disk_end(vm);
		if (ended && !reported(vm))
			return false;
		if (!ended || vm->transferring) {
			/* The disk's interrupt will have this tried again. */
			link_remove(&vm->run);
			link_append(&vm_dead, &vm->run);
			return false;
		}
		free_vm(vm);
	}
	return link_used(&vm_dead);
}
