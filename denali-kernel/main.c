/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Start of the kernel: memory map and modules from the boot loader, devices,
 * the boot plan, its VMs.
 */
#include "apic.h"
#include "block.h"
#include "bootplan.h"
#include "clock.h"
#include "cpu.h"
#include "frame.h"
#include "gate.h"
#include "hostport.h"
#include "irq.h"
#include "loader.h"
#include "log.h"
#include "multiboot.h"
#include "net.h"
#include "paging.h"
#include "random.h"
#include "residence.h"
#include "sched.h"
#include "string.h"
#include "swap.h"
#include "timer.h"
#include "uart.h"
#include "vm.h"

#define MODULES 64
#define RANGES 32
#define LOW_RESERVED 0x100000 /* firmware's data, the boot loader's lists */

extern const char kernel_end[];

_Noreturn void kernel_main(uint32_t magic, uint32_t information);

/* Copies: the boot loader's own lie in memory that will be handed out. */
static struct multiboot_module modules[MODULES];
static uint32_t module_count;
static struct memory_range usable[RANGES];
static unsigned usable_count;
static const struct loaded_image *images[MODULES];

static void read_map(const struct multiboot_info *info)
{
	uint32_t at = info->map, end = info->map + info->map_length;

	if (!(info->flags & MULTIBOOT_HAS_MAP))
		panic("the boot loader gives no memory map");
	while (at < end && usable_count < RANGES) {
		struct multiboot_range range;
		memcpy(&range, window_at(at), sizeof(range));
		if (range.type == MULTIBOOT_RAM) {
			usable[usable_count].base = range.base;
			usable[usable_count++].end = range.base + range.length;
		}
		at += range.size + (uint32_t)sizeof(range.size);
	}
}

static void read_modules(const struct multiboot_info *info)
{
	if (!(info->flags & MULTIBOOT_HAS_MODULES))
		return;
	if (info->module_count > MODULES)
		panic("%u modules, at most %u are possible", info->module_count,
		      MODULES);
	module_count = info->module_count;
	memcpy(modules, window_at(info->modules),
	       module_count * sizeof(*modules));
	for (uint32_t i = 0; i < module_count; i++)
		if (modules[i].start % PAGE_SIZE ||
		    modules[i].end > WINDOW_SIZE)
			panic("module %u at %08x to %08x: must be page-aligned "
			      "and below 768 MiB",
			      i, modules[i].start, modules[i].end);
}

static void memory_init(void)
{
	struct memory_range reserved[MODULES + 2];
	unsigned count = 0;
	phys_t top = 0;

	reserved[count].base = 0;
	reserved[count++].end = LOW_RESERVED;
	reserved[count].base = LOW_RESERVED;
	reserved[count++].end = window_phys(kernel_end);
	for (uint32_t i = 0; i < module_count; i++) {
		reserved[count].base = modules[i].start;
		reserved[count++].end = modules[i].end;
	}
	for (unsigned i = 0; i < usable_count; i++)
		if (usable[i].end > top)
			top = usable[i].end;
	paging_init(top < WINDOW_SIZE ? (uint32_t)top : WINDOW_SIZE);
	frame_init(usable, usable_count, reserved, count);
}

static const void *module_start(uint32_t module)
{
	return window_at(modules[module].start);
}

static uint32_t module_length(uint32_t module)
{
	return modules[module].end - modules[module].start;
}

static const struct loaded_image *
group_image(const struct denali_plan_group *group,
	    struct denali_finding *finding)
{
	uint32_t module = group->module;

	if (!images[module])
		images[module] = loader_add(module_start(module),
					    module_length(module), finding);
	if (!images[module] || group->memory_size == 0 ||
	    images[module]->info.end <= group->memory_size)
		return images[module];
	*finding = (struct denali_finding){ .number = IMAGE_MEMORY_OVERRIDE,
					    .value = images[module]->info.end,
					    .bound = group->memory_size };
	return 0;
}

static void make_group(const struct bootplan *plan, uint32_t number)
{
	const struct loaded_image *image;
	struct denali_plan_group group;
	struct denali_finding finding;

	bootplan_group(plan, number, &group);
	image = group_image(&group, &finding);
	finding.group = number;
	if (!image)
		hostport_refuse(DENALI_END_BAD_PLAN, &finding);
	for (uint32_t i = 0; i < group.count; i++)
		if (!vm_create(number, i, image))
			hostport_out_of_memory(HOST_VM_MEMORY, i + 1,
					       group.count);
}

static void check_plan(struct bootplan *plan)
{
	struct denali_finding finding = { .number = HOST_NO_MODULE };

	if (!module_count || bootplan_check(module_start(0), module_length(0),
					    module_count, plan, &finding))
		hostport_refuse(DENALI_END_BAD_PLAN, &finding);
}

static void carry_out(const struct bootplan *plan)
{
	swap_init(plan);
	gate_init();
	if (!vm_init(plan) || !timer_init(plan->vm_count))
		hostport_out_of_memory(HOST_TABLE_MEMORY, 0, 0);
	sched_init(plan);
	for (uint32_t i = 0; i < plan->group_count; i++)
		make_group(plan, i);
	vm_set_stats(plan->flags & DENALI_PLAN_STATS);
	if (plan->flags & DENALI_PLAN_SCATTERED)
		residence_scatter();
	if (plan->flags & DENALI_PLAN_IMMEDIATE)
		net_one_by_one();
}

void kernel_main(uint32_t magic, uint32_t information)
{
	static struct bootplan plan;

	uart_init();
	if (magic != MULTIBOOT_LOADED)
		panic("not started by a Multiboot 1 boot loader");
	read_map(window_at(information));
	read_modules(window_at(information));
	cpu_init();
	memory_init();
	irq_init();
	apic_init();
	clock_init();
	hostport_init();
	net_init();
	block_init();
	random_init();
	log_line("denali: contract %u, %u MiB free", DENALI_CONTRACT_VERSION,
		 frame_free_count() / 256);
	check_plan(&plan);
	carry_out(&plan);
	hostport_send(DENALI_PORT_READY, DENALI_PORT_HOST, 0, 0);
	cpu.started = cpu.accounted = rdtsc();
	sched_run();
}
