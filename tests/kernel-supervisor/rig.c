/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "bootplan.h"
#include "clock.h"
#include "console.h"
#include "disk.h"
#include "forward.h"
#include "guest.h"
#include "image_file.h"
#include "loader.h"
#include "log.h"
#include "netconfig.h"
#include "options.h"
#include "ownplan.h"
#include "pool.h"
#include "random.h"
#include "sched.h"
#include "stations.h"
#include "traffic.h"

#define FRAMES 4096u
#define RIG_IPV4 10 /* the supervisor's: 10.0.0.0 */

uint8_t rig_memory[RIG_MEMORY];
struct vm *rig_vm[RIG_VMS];
uint32_t rig_absent, rig_shortage, rig_frames_out, rig_records_out;
static uint8_t *frames[FRAMES];
static uint32_t generation;

void rig_require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

/* ---- memory ---- */

static bool shortage(void)
{
	return rig_shortage && !--rig_shortage;
}

frame_t frame_alloc_low(void)
{
	if (shortage())
		return FRAME_NONE;
	for (frame_t i = 1; i < FRAMES; i++)
		if (!frames[i]) {
			frames[i] = malloc(PAGE_SIZE);
			rig_frames_out++;
			return i;
		}
	return FRAME_NONE;
}

void *frame_window(frame_t frame)
{
	return frames[frame];
}

phys_t window_phys(const void *page)
{
	for (frame_t i = 1; i < FRAMES; i++)
		if (frames[i] == page)
			return (phys_t)i << PAGE_SHIFT;
	rig_require(false, "a frame");
	return 0;
}

bool frame_put(frame_t frame)
{
	rig_require(frame && frames[frame], "a frame that is there");
	free(frames[frame]);
	frames[frame] = NULL;
	rig_frames_out--;
	return true;
}

void *frame_alloc_block(uint32_t count)
{
	return calloc(count, PAGE_SIZE);
}

void *pool_take(struct pool *pool)
{
	if (shortage())
		return NULL;
	rig_records_out++;
	return calloc(1, pool->size);
}

void pool_give(struct pool *pool, void *record)
{
	(void)pool;
	rig_records_out--;
	free(record);
}

bool guest_range(const struct vm *vm, struct guest_address address,
		 uint32_t length)
{
	return address.value >= DENALI_IMAGE_BASE &&
	       (uint64_t)address.value + length <= vm->memory_size;
}

static enum space_result access(const struct vm *vm, uint32_t address,
				uint32_t length)
{
	rig_require(vm == rig_vm[0], "it is the supervisor's memory");
	rig_require(length <= PAGE_SIZE, "at most a page at once");
	if (!guest_range(vm, guest_address(address), length))
		return SPACE_DENIED;
	if (!rig_absent)
		return SPACE_DONE;
	rig_absent--;
	return SPACE_WAIT;
}

enum space_result guest_read(struct vm *vm, void *to, struct guest_address from,
			     uint32_t length)
{
	enum space_result result = access(vm, from.value, length);

	if (result == SPACE_DONE)
		memcpy(to, rig_memory + (from.value - DENALI_IMAGE_BASE),
		       length);
	return result;
}

enum space_result guest_write(struct vm *vm, struct guest_address to,
			      const void *from, uint32_t length)
{
	enum space_result result = access(vm, to.value, length);

	if (result == SPACE_DONE)
		memcpy(rig_memory + (to.value - DENALI_IMAGE_BASE), from,
		       length);
	return result;
}

/* ---- VMs ---- */

static struct vm *make_vm(uint32_t place)
{
	struct vm *vm = aligned_alloc(64, (sizeof(*vm) + 63) & ~63ul);

	memset(vm, 0, sizeof(*vm));
	vm->id = place | generation++ % 3 << 16;
	vm->memory_size = DENALI_IMAGE_BASE + RIG_MEMORY;
	rig_vm[place] = vm;
	return vm;
}

struct vm *vm_create(const struct bootplan *plan, uint32_t group,
		     uint32_t instance, struct loaded_image *image)
{
	uint32_t place = 1;

	rig_require(image && image->sealed, "VMs are made of sealed images");
	while (place < RIG_VMS && rig_vm[place])
		place++;
	if (place == RIG_VMS || shortage())
		return NULL;
	struct vm *vm = make_vm(place);
	vm->plan = plan;
	vm->group = (uint16_t)group;
	vm->instance = instance;
	vm->image = image;
	vm->nic.flags = DENALI_NET_PRESENT;
	vm->nic.ipv4 = place % 2;
	image->users++;
	return vm;
}

void rig_reap(uint32_t place)
{
	struct vm *vm = rig_vm[place];

	forward_forget(vm);
	rig_vm[place] = NULL;
	((struct loaded_image *)(uintptr_t)vm->image)->users--;
	ownplan_free(vm->plan);
	options_free(vm);
	free(vm);
}

struct vm *vm_at(uint32_t place)
{
	return place < RIG_VMS ? rig_vm[place] : NULL;
}

uint32_t vm_places(void)
{
	return RIG_VMS;
}

struct vm *vm_any(uint32_t number)
{
	struct vm *vm = vm_at(number & 0xffff);

	return vm && vm->id == number ? vm : NULL;
}

struct vm *vm_find(uint32_t number)
{
	struct vm *vm = vm_any(number);

	return vm && vm->state < VM_DEAD ? vm : NULL;
}

void vm_end(struct vm *vm)
{
	vm->state = VM_DEAD;
}

static void must_live(const struct vm *vm)
{
	rig_require(vm && vm_find(vm->id) == vm && vm != rig_vm[0],
		    "a living VM that is not the supervisor");
}

void vm_stop(struct vm *vm)
{
	must_live(vm);
}

void vm_post(struct vm *vm, uint32_t events)
{
	vm->pending |= events;
}

void vm_each(void (*call)(struct vm *vm))
{
	for (uint32_t i = 1; i < RIG_VMS; i++)
		if (rig_vm[i])
			call(rig_vm[i]);
}

void vm_network(const struct vm *vm, struct denali_network *network)
{
	(void)vm;
	memset(network, 0, sizeof(*network));
}

uint64_t clock_ns(void)
{
	return 1000000000;
}

void clock_set_utc(uint64_t time)
{
	rig_require(time <= INT64_MAX, "a time before 2262");
}

void clock_fill(struct denali_clock *record)
{
	record->sequence += 2;
}

void random_bytes(void *to, uint32_t length)
{
	memset(to, 0x42, length);
}

void vm_refresh(struct vm *vm)
{
	must_live(vm);
}

uint32_t vm_frame_limit(const struct vm *vm, uint32_t asked)
{
	(void)vm;
	return asked ? asked : 100;
}

uint32_t vm_overhead_frames(const struct vm *vm)
{
	(void)vm;
	return 4;
}

const char *vm_name(const struct vm *vm)
{
	static const char name[DENALI_NAME_MAX] = "vm";

	(void)vm;
	return name;
}

bool vm_is_child(const struct vm *vm)
{
	return vm->id & 1;
}

/* ---- what is given must have been checked ---- */

void sched_pause(struct vm *vm)
{
	must_live(vm);
	vm->options->paused = true;
}

void sched_resume(struct vm *vm)
{
	must_live(vm);
	vm->options->paused = false;
}

void sched_tune(struct vm *vm, const struct denali_plan_group *group)
{
	must_live(vm);
	rig_require(group->weight <= DENALI_WEIGHT_MAX &&
			    group->cap <= DENALI_CAP_MAX,
		    "weight and cap in bounds");
}

void sched_machine(struct denali_machine *machine)
{
	memset(machine, 0, sizeof(*machine));
}

bool stations_others(const struct denali_network *network, const struct vm *vm)
{
	return !vm && network->mac[5] & 1;
}

void nic_move(struct vm *vm, const struct denali_network *network)
{
	(void)network;
	must_live(vm);
}

static void check_limits(const struct denali_limits *limits)
{
	const uint32_t *rate = &limits->tx_bytes;

	for (unsigned i = 0; i < sizeof(*limits) / sizeof(*rate); i++)
		rig_require(rate[i] <= DENALI_LIMIT_MAX, "limits in bounds");
}

bool traffic_set_limits(struct vm *vm, const struct denali_limits *limits)
{
	must_live(vm);
	check_limits(limits);
	return !shortage();
}

bool traffic_set_policy(struct vm *vm, const struct denali_policy *policy)
{
	struct denali_finding finding;

	must_live(vm);
	rig_require(policy_check(policy, &finding) == FINDING_NONE,
		    "a good policy");
	return !shortage();
}

bool traffic_set_capture(struct vm *vm, bool capture)
{
	(void)capture;
	must_live(vm);
	return !shortage();
}

int32_t disk_attach(struct vm *vm, const struct denali_extents *extents)
{
	(void)extents;
	rig_require(vm_find(vm->id) == vm, "a living VM");
	return 0;
}

bool disk_limit(struct vm *vm, const struct denali_limits *limits)
{
	must_live(vm);
	check_limits(limits);
	return true;
}

void disk_fill_info(const struct vm *vm, struct denali_disk_info *info)
{
	(void)vm;
	memset(info, 0, DENALI_DISKS * sizeof(*info));
}

void ledger_fill(const struct vm *vm, struct denali_ledger *to)
{
	(void)vm;
	memset(to, 0, sizeof(*to));
}

bool console_input(struct vm *vm, uint8_t byte)
{
	must_live(vm);
	return byte;
}

void console_input_end(struct vm *vm)
{
	must_live(vm);
}

struct block_device *block_disk(uint32_t number)
{
	static const struct block_driver driver = { .name = "rig" };
	static struct block_device disk = { .driver = &driver,
					    .pages = 0x123456789 };

	return number == 1 ? &disk : NULL;
}

void panic(const char *format, ...)
{
	rig_require(false, format);
	abort();
}

/* ---- the start ---- */

static void make_plan(uint8_t *at)
{
	struct denali_plan plan = { .magic = DENALI_PLAN_MAGIC,
				    .version = DENALI_PLAN_VERSION,
				    .group_count = 1 };
	struct denali_plan_group group = { .module = 1,
					   .count = 1,
					   .name = "child" };

	plan.length = sizeof(plan) + sizeof(group);
	group.strings_offset = plan.length;
	memcpy(at, &plan, sizeof(plan));
	memcpy(at + sizeof(plan), &group, sizeof(group));
}

/* The supervisor's plan is the boot loader's. */
static void give_plan(struct vm *vm)
{
	static uint8_t bytes[sizeof(struct denali_plan) +
			     sizeof(struct denali_plan_group)];
	static struct loaded_image image;
	static struct bootplan plan;
	struct denali_finding finding;

	make_plan(bytes);
	rig_require(!bootplan_check(bytes, sizeof(bytes), 2, &plan, &finding),
		    "a good plan");
	vm->plan = &plan;
	vm->image = &image;
}

void rig_start(void)
{
	struct denali_policy policy = { .flags = DENALI_POLICY_IN };
	struct denali_network network = { .flags = DENALI_NET_PRESENT,
					  .mtu = 1500,
					  .mac = { 2 } };
	struct denali_tuning tuning = { .mask = DENALI_TUNE_ALL, .weight = 7 };
	struct denali_forward forward = {
		.family = DENALI_FORWARD_IPV4,
		.protocol = DENALI_FORWARD_TCP,
		.port = 80,
		.backend_count = 1,
		.address = { RIG_IPV4 },
		.backend = { { .vm = 1 | 1 << 16, .port = 80 } },
	};
	struct image_file file;
	struct vm *vm;

	memset(rig_memory, 0, sizeof(rig_memory));
	image_file_make(&file);
	memcpy(rig_memory + RIG_IMAGE, &file, sizeof(file));
	make_plan(rig_memory + RIG_PLAN);
	memcpy(rig_memory + RIG_TUNING, &tuning, sizeof(tuning));
	memcpy(rig_memory + RIG_POLICY, &policy, sizeof(policy));
	memcpy(rig_memory + RIG_NETWORK, &network, sizeof(network));
	memcpy(rig_memory + RIG_FORWARD, &forward, sizeof(forward));
	rig_absent = rig_shortage = 0;
	generation = 0;
	vm = make_vm(0);
	vm->nic.flags = DENALI_NET_PRESENT;
	vm->nic.ipv4 = RIG_IPV4;
	give_plan(vm);
	rig_require(options_make(vm) && supervisor_begin(vm), "it begins");
}
