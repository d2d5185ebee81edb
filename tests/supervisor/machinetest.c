/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the stand-in machine: that it is one.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/disk.h>
#include <ilwaco/supervisor.h>

#include "machine.h"
#include "standinimage.h"

static void begin(void)
{
	machine_make();
}

static void finish(void)
{
	machine_remove();
}

TestSuite(machine, .init = begin, .fini = finish, .timeout = 60);

static const char *say(const char *line)
{
	static char answer[MACHINE_ANSWER];

	machine_control(line, answer);
	return answer;
}

static uint32_t make(const char *environment)
{
	struct standin_image image;
	struct ilw_plan plan;
	int32_t number, vm;

	standin_image_make(&image, "{\"schema\":1}");
	number = ilw_image_load(image.data, image.length);
	cr_assert_geq(number, 1);
	ilw_plan_begin(&plan, (uint32_t)number, "a.b");
	ilw_plan_argument(&plan, "web");
	if (environment != NULL)
		ilw_plan_environment(&plan, environment);
	vm = ilw_plan_create(&plan);
	cr_assert_geq(vm, 1, "%s", ilw_supervisor_error(vm));
	return (uint32_t)vm;
}

static void expect(uint32_t vm, uint8_t type)
{
	struct ilw_message message;

	cr_assert_eq(ilw_message_next(&message, 0), 1);
	cr_expect_eq(message.vm, vm);
	cr_expect_eq(message.type, type, "%u, not %u", message.type, type);
}

Test(machine, what_vms_say_and_how_they_end)
{
	uint32_t vm = make(NULL);
	struct ilw_message message;

	cr_expect_str_eq(say("print web hello"), "ok");
	cr_expect_str_eq(say("exit web 3"), "ok");
	expect(vm, DENALI_PORT_CONSOLE);
	expect(vm, DENALI_PORT_CONSOLE);
	expect(vm, DENALI_PORT_LEDGER);
	cr_assert_eq(ilw_message_next(&message, 0), 1);
	cr_expect_eq(message.type, DENALI_PORT_EXIT);
	cr_expect_eq(((const struct denali_port_exit *)message.body)->detail,
		     3);
	cr_expect_eq(ilw_message_next(&message, 0), 0);
	cr_expect_eq(ilw_vm_next(ILW_VM_FIRST), 0);
	cr_expect_eq(ilw_vm_next(0), DENALI_ENOENT);
	cr_expect_str_eq(say("exit web 3"), "error: no such VM");
}

Test(machine, faults_leave_a_post_mortem)
{
	uint32_t vm = make("STANDIN=fault");

	expect(vm, DENALI_PORT_CRASH);
	expect(vm, DENALI_PORT_LEDGER);
	expect(vm, DENALI_PORT_EXIT);
}

Test(machine, numbers_come_again_late)
{
	uint32_t first = make(NULL), second;
	struct ilw_message message;

	cr_assert_eq(ilw_vm_destroy(first), 0);
	cr_expect_eq(ilw_vm_destroy(first), DENALI_ENOENT);
	while (ilw_message_next(&message, 0) == 1)
		;
	second = make(NULL);
	cr_expect_neq(first, second);
	cr_expect_eq(first & 0xffff, second & 0xffff);
}

Test(machine, health_is_in_a_table)
{
	unsigned status = 0;

	make("STANDIN=deaf");
	cr_expect_not(machine_probe(0, 80, &status));
	say("listen web 80");
	cr_expect(machine_probe(0, 80, &status));
	cr_expect_eq(status, 200);
	say("deafen web 80");
	cr_expect_not(machine_probe(0, 80, &status));
}

Test(machine, bad_images_and_plans_are_found)
{
	struct ilw_plan plan;

	cr_expect_eq(ilw_image_load("no", 2), DENALI_EBAD - 2);
	ilw_plan_begin(&plan, 77, "x");
	cr_expect_eq(ilw_plan_create(&plan), DENALI_ENOENT);
	plan.group.weight = DENALI_WEIGHT_MAX + 1;
	cr_expect_eq(ilw_plan_create(&plan), DENALI_EBAD - 120);
}

Test(machine, clocks_move)
{
	uint64_t now = ilw_clock_monotonic();
	int64_t wall = ilw_clock_realtime();

	say("clock 100");
	cr_expect_geq(ilw_clock_monotonic(), now + 100 * ILW_SECOND);
	say("wall -1000");
	cr_expect_lt(ilw_clock_realtime(), wall - 800 * (int64_t)ILW_SECOND);
	cr_expect_geq(ilw_clock_monotonic(), now + 100 * ILW_SECOND);
}

Test(machine, own_disks_are_extents)
{
	struct denali_extents extents = { .slot = 6,
					  .disk = 1,
					  .extent_count = 2,
					  .extent = { { 10, 1 },
						      { 1020, 4 } } };
	static char block[4096], back[4096];

	memset(block, 'x', sizeof block);
	cr_expect_eq(ilw_disk_write(6, 0, 1, block), DENALI_DISK_MISSING);
	cr_assert_eq(ilw_vm_disk(0, &extents), 0);
	cr_expect_eq(ilw_disk_blocks(6), 5);
	cr_expect_eq(ilw_disk_write(6, 4, 1, block), 0);
	cr_expect_eq(ilw_disk_write(6, 5, 1, block), DENALI_DISK_OUTSIDE);
	cr_expect_eq(ilw_disk_read(6, 4, 1, back), 0);
	cr_expect_arr_eq(block, back, sizeof block);
	extents.extent[1].count = 5;
	cr_expect_eq(ilw_vm_disk(0, &extents), DENALI_EINVAL);
}

Test(machine, forwards_obey_the_rules)
{
	struct denali_forward forward = {
		.family = 4, .protocol = 6, .port = 80, .backend_count = 1
	};
	char expected[64];
	uint32_t vm = make(NULL);

	forward.backend[0] = (struct denali_backend){ 77, 80, 0 };
	cr_expect_eq(ilw_forward(&forward), DENALI_ENOENT);
	forward.backend[0].vm = vm;
	/* It has no address. */
	cr_expect_eq(ilw_forward(&forward), DENALI_ENOENT);
	forward.family = 6;
	cr_expect_eq(ilw_forward(&forward), 0);
	snprintf(expected, sizeof expected, "80/tcp6 %u:80\nok", vm);
	cr_expect_str_eq(say("forwards"), expected);
	forward.port = 81;
	cr_expect_eq(ilw_forward(&forward), DENALI_EBUSY);
	ilw_vm_destroy(vm);
	cr_expect_str_eq(say("forwards"), "ok");
}
