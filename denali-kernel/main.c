/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Start of the kernel: memory map and modules from the boot loader, devices,
 * the boot plan, its VMs.
 */
#include "apic.h"
#include "block.h"
#include "bootinfo.h"
#include "bootplan.h"
#include "clock.h"
#include "cpu.h"
#include "frame.h"
#include "gate.h"
#include "hostport.h"
#include "irq.h"
#include "loader.h"
#include "log.h"
#include "net.h"
#include "postmortem.h"
#include "paging.h"
#include "random.h"
#include "residence.h"
#include "sched.h"
#include "string.h"
#include "swap.h"
#include "timer.h"
#include "uart.h"
#include "vm.h"

#define LOW_RESERVED 0x100000 /* firmware's data, the boot loader's lists */

extern const char kernel_end[];

_Noreturn void kernel_main(uint32_t magic, uint32_t information);

static struct bootinfo info;
static struct loaded_image *images[BOOTINFO_MODULES];

static void memory_init(void)
{
	struct memory_range reserved[BOOTINFO_MODULES + 2];
	unsigned count = 0;
	phys_t top = 0;

	reserved[count].base = 0;
	reserved[count++].end = LOW_RESERVED;
	reserved[count].base = LOW_RESERVED;
	reserved[count++].end = window_phys(kernel_end);
	for (uint32_t i = 0; i < info.module_count; i++) {
		reserved[count].base = info.module[i].start;
		reserved[count++].end = info.module[i].end;
	}
	for (unsigned i = 0; i < info.usable_count; i++)
		if (info.usable[i].end > top)
			top = info.usable[i].end;
	paging_init(top < WINDOW_SIZE ? (uint32_t)top : WINDOW_SIZE);
	frame_init(info.usable, info.usable_count, reserved, count);
}

static const void *module_start(uint32_t module)
{
	return window_at(info.module[module].start);
}

static uint32_t module_length(uint32_t module)
{
	return info.module[module].end - info.module[module].start;
}

static struct loaded_image *group_image(const struct denali_plan_group *group,
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
	struct loaded_image *image;
	struct denali_plan_group group;
	struct denali_finding finding;

	bootplan_group(plan, number, &group);
	image = group_image(&group, &finding);
	finding.group = number;
	if (!image)
		hostport_refuse(DENALI_END_BAD_PLAN, &finding);
	for (uint32_t i = 0; i < group.count; i++)
		if (!vm_create(plan, number, i, image))
			hostport_out_of_memory(HOST_VM_MEMORY, i + 1,
					       group.count);
}

static void check_plan(struct bootplan *plan)
{
	struct denali_finding finding = { .number = HOST_NO_MODULE,
					  .group = DENALI_FINDING_NO_GROUP };

	if (!info.module_count ||
	    bootplan_check(module_start(0), module_length(0), info.module_count,
			   plan, &finding))
		hostport_refuse(DENALI_END_BAD_PLAN, &finding);
}

static void carry_out(const struct bootplan *plan)
{
	swap_init(plan);
	gate_init();
	if (!vmtable_init(plan->vm_limit) || !timer_init(plan->vm_limit))
		hostport_out_of_memory(HOST_TABLE_MEMORY, 0, 0);
	sched_init(plan);
	if (plan->flags & DENALI_PLAN_ROUTED)
		net_route();
	for (uint32_t i = 0; i < plan->group_count; i++)
		make_group(plan, i);
	postmortem_set_stats(plan->flags & DENALI_PLAN_STATS);
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
	bootinfo_read(information, &info);
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
	port_send(&host_port, DENALI_PORT_READY, DENALI_PORT_HOST, 0, 0);
	cpu.started = cpu.accounted = rdtsc();
	sched_run();
}
