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
#include "ownplan.h"
#include "pool.h"
#include "postmortem.h"
#include "random.h"
#include "gate.h"
#include "sched.h"
#include "space.h"
#include "string.h"
#include "supervisor.h"
#include "swap.h"
#include "table.h"
#include "timer.h"
#include "traffic.h"
#include "vector.h"

static struct pool records = { .size = sizeof(struct vm) };
static uint32_t made, living;

/* Steps of freeing between two looks at what else there is to do. */
#define REAP_STEPS 4

/* A supervisor that lives no longer than this is not made anew. */
#define RETURN_NS 1000000000ull

bool vm_is_child(const struct vm *vm)
{
	return vm->image->number;
}

struct port *vm_port(const struct vm *vm)
{
	return vm_is_child(vm) ? &supervisor_port : &host_port;
}

bool vm_send(const struct vm *vm, uint8_t type, const void *body,
	     uint32_t length)
{
	return port_send(vm_port(vm), type, vm->id, body, length);
}

void vm_each(void (*call)(struct vm *vm))
{
	for (uint32_t place = 0; place < vm_places(); place++) {
		struct vm *vm = vm_at(place);
		if (vm && vm->state < VM_DEAD)
			call(vm);
	}
}

uint32_t vm_made(void)
{
	return made;
}

uint32_t vm_count(void)
{
	return living;
}

void vm_network(const struct vm *vm, struct denali_network *network)
{
	struct denali_plan_group group;

	bootplan_group(vm->plan, vm->group, &group);
	network_instance(&group.network, vm->instance, network);
	if (network->flags & DENALI_NET_PRESENT)
		network->flags |= net_flags();
}

static void choose_slide(struct vm *vm, uint32_t random)
{
	uint32_t *dice = &vm->image->dice[random % LOADER_BASES];

	if (!*dice)
		*dice = random | 1u << 31;
	vm->slide = image_slide(&vm->image->info, vm->memory_size,
				(*dice & ~(1u << 31)) / LOADER_BASES);
}

static void fill_registers(struct vm *vm)
{
	struct denali_ro_registers *ro = vm->ro;
	struct denali_plan_group group;
	struct {
		uint8_t seed[sizeof(ro->seed)];
		uint32_t dice;
	} random;

	bootplan_group(vm->plan, vm->group, &group);
	ro->magic = DENALI_MAGIC;
	ro->contract_version = DENALI_CONTRACT_VERSION;
	ro->vm_id = vm->id;
	ro->generation = 1;
	ro->memory_size = vm->memory_size;
	ro->cpu_flags = cpu_guest_flags();
	ro->devices = DENALI_DEVICE_CONSOLE;
	random_bytes(&random, sizeof(random));
	memcpy(ro->seed, random.seed, sizeof(ro->seed));
	if (!(vm->plan->flags & DENALI_PLAN_FIXED))
		choose_slide(vm, random.dice);
	ro->image_end = vm->image->info.end + vm_slide(vm);
	clock_fill(&ro->clock);
	ro->created_tsc = vm->ledger.created;
	vm_network(vm, &ro->network);
	if (ro->network.flags & DENALI_NET_PRESENT)
		ro->devices |= DENALI_DEVICE_NIC;
	ro->argc = group.argc;
	ro->envc = group.envc;
	ro->strings_length = group.strings_length;
	memcpy(ro->strings, bootplan_strings(vm->plan, &group),
	       group.strings_length);
	vm->rw->timer = TIMER_NEVER;
}

void vm_refresh(struct vm *vm)
{
	clock_fill(&vm->ro->clock);
	if (ownplan_has(vm))
		vm_network(vm, &vm->ro->network);
}

static void set_start(struct vm *vm)
{
	struct trap_frame *frame = &vm->frame;

	frame->eip = vm->image->info.entry + vm_slide(vm);
	frame->esp = vm->image->info.stack_top + vm_slide(vm);
	frame->cs = SEG_USER_CODE;
	frame->ss = SEG_USER_DATA;
	frame->eflags = EFLAGS_IF | EFLAGS_ONE;
	vm->resume_by_iret = true;
}

/* The group's name, else the image's. */
const char *vm_name(const struct vm *vm)
{
	const char *name = bootplan_name(vm->plan, vm->group);

	return name[0] ? name : vm->image->info.manifest.name;
}

uint32_t vm_frame_limit(const struct vm *vm, uint32_t asked)
{
	uint32_t limit = asked ? asked : vm->image->info.manifest.frame_limit;
	uint32_t all = vm->memory_size / PAGE_SIZE;

	return limit && limit < all ? limit : all;
}

/* Page tables and register pages of a full VM are not the guest's to spare. */
uint32_t vm_overhead_frames(const struct vm *vm)
{
	return 2 + 3 + (vm->memory_size + 0x1fffff) / 0x200000;
}

static bool limit_traffic(struct vm *vm, const struct denali_plan_group *group)
{
	const struct image *image = &vm->image->info;
	struct denali_policy policy;
	bool has_policy = bootplan_policy(vm->plan, group, &policy);

	return traffic_create(vm, group, has_policy ? &policy : 0,
			      image->has_policy ? &image->policy : 0);
}

/* What few VMs have. */
static bool equip(struct vm *vm, const struct denali_plan_group *group)
{
	if (group->flags & DENALI_GROUP_MMU && !mmu_create(vm))
		return false;
	if (!disk_create(vm, group) || !limit_traffic(vm, group))
		return false;
	if (group->flags & DENALI_GROUP_PAUSED && !options_make(vm))
		return false;
	if (vm->options)
		vm->options->paused = group->flags & DENALI_GROUP_PAUSED;
	return !(group->flags & DENALI_GROUP_SUPERVISOR) ||
	       supervisor_begin(vm);
}

static void unequip(struct vm *vm)
{
	mmu_destroy(vm);
	disk_destroy(vm);
	traffic_destroy(vm);
	options_free(vm);
}

/* Of a VM with a number, a plan and an image, and nothing else: all the rest.
 * False, and nothing kept, if memory is short. */
static bool prepare(struct vm *vm)
{
	struct denali_plan_group group;
	struct denali_network network;

	bootplan_group(vm->plan, vm->group, &group);
	if (!equip(vm, &group)) {
		unequip(vm);
		return false;
	}
	vm->ledger.created = rdtsc();
	vm->memory_size = group.memory_size ?
				  group.memory_size :
				  vm->image->info.manifest.memory_size;
	vm->frames_limit = vm_frame_limit(vm, group.frame_limit) +
			   vm_overhead_frames(vm);
	vm->timer_slot = TIMER_UNQUEUED;
	vm->deadline = TIMER_NEVER;
	link_init(&vm->run);
	sched_admit(vm, &group);
	console_init(vm);
	if (!vm->region)
		swap_place(vm);
	vm_network(vm, &network);
	nic_attach(vm, &network);
	sched_start(vm);
	return true;
}

struct vm *vm_create(const struct bootplan *plan, uint32_t group,
		     uint32_t instance, struct loaded_image *image)
{
	struct vm *vm = pool_take(&records);

	if (!vm)
		return 0;
	vm->plan = plan;
	vm->group = (uint16_t)group;
	vm->instance = (uint16_t)instance;
	vm->image = image;
	if (!vmtable_add(vm)) {
		pool_give(&records, vm);
		return 0;
	}
	if (!prepare(vm)) {
		vmtable_remove(vm);
		pool_give(&records, vm);
		return 0;
	}
	image->users++;
	made++;
	living++;
	return vm;
}

bool vm_furnish(struct vm *vm)
{
	if (!space_create(vm))
		return false;
	fill_registers(vm);
	set_start(vm);
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
	vm->cause = (uint8_t)cause;
	vm->detail = detail;
	vm->deadline = rdtsc();
	nic_detach(vm);
	console_forget(vm);
	limit_forget(vm);
	link_append(&vm_port(vm)->dead, &vm->run);
}

void vm_stop(struct vm *vm)
{
	vm_post(vm, DENALI_EVENT_STOP);
}

void vm_end(struct vm *vm)
{
	vm_kill(vm, DENALI_CAUSE_STOPPED, 0);
}

/* The supervisor dies of a fault, having run for a while: it begins anew. */
static bool returns(const struct vm *vm)
{
	return vm == supervisor && vm->cause != DENALI_CAUSE_EXIT &&
	       vm->cause != DENALI_CAUSE_STOPPED &&
	       clock_at(vm->deadline) - clock_at(vm->ledger.created) >=
		       RETURN_NS;
}

static void make_anew(struct vm *vm)
{
	*vm = (struct vm){
		.id = vm->id,
		.plan = vm->plan,
		.group = vm->group,
		.instance = vm->instance,
		.image = vm->image,
		.region = vm->region,
	};
	if (!prepare(vm))
		panic("no memory for the supervisor");
}

/* A step of freeing a VM; true when it was the last. */
static bool free_vm(struct vm *vm)
{
	bool again = returns(vm);

	if (cpu.current == vm)
		space_unload();
	vector_forget(vm);
	mmu_destroy(vm);
	if (!table_destroy(vm))
		return false;
	if (vm->place >= VM_ENTERING)
		gate_gone();
	link_remove(&vm->run);
	if (vm == supervisor && !again)
		supervisor_end();
	unequip(vm);
	if (again) {
		make_anew(vm);
		return true;
	}
	swap_leave(vm);
	vmtable_remove(vm);
	ownplan_free(vm->plan);
	vm->image->users--;
	living--;
	pool_give(&records, vm);
	return true;
}

/* Send a dead VM's last messages, once; false if there is no room for them. */
static bool reported(struct vm *vm)
{
	if (vm->state == VM_REPORTED)
		return true;
	if (port_room(vm_port(vm)) < PORT_RESERVE)
		return false;
	postmortem_send(vm, returns(vm));
	vm->state = VM_REPORTED;
	return true;
}

bool vm_reap_some(struct port *port)
{
	for (unsigned n = 0; n < REAP_STEPS; n++) {
		if (!link_used(&port->dead))
			return false;
		struct vm *vm = LINK_OWNER(port->dead.next, struct vm, run);
		bool ended = disk_end(vm);
		if (ended && !reported(vm))
			return false;
		if (!ended || vm->transferring) {
			/* The disk's interrupt will have this tried again. */
			link_remove(&vm->run);
			link_append(&port->dead, &vm->run);
			return false;
		}
		free_vm(vm);
	}
	return link_used(&port->dead);
}
