/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel alone, past `denali run`, which would refuse what is bad before:
 * without a plan, with a plan or an image for each rule that it can break, with
 * more VMs than there is memory for.  Each time it says on its log port what is
 * wrong, and powers off with an error.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "image_file.h"
#include "plan_file.h"

#define TIMEOUT_MS 20000

/* isa-debug-exit's status for the kernel's "error". */
#define STATUS_ERROR 3

/* A file as large as may be is tested without a machine. */
#define FILE_MOST 0x100000

/* Boots the kernel with these modules, its log on standard output, on a machine
 * of so many MiB (null: the usual). */
static void boot_with(struct process *process, enum firmware firmware,
		      const char *memory, const char *modules)
{
	struct command command;

	command_machine(&command, KERNEL, firmware);
	if (memory != NULL)
		command_add_all(&command,
				(const char *[]){ "-m", memory, NULL });
	command_add_all(&command, (const char *[]){ "-serial", "null",
						    "-serial", "stdio", NULL });
	if (modules != NULL) {
		command_add(&command, "-initrd");
		command_add(&command, "%s", modules);
	}
	command_start(&command, process);
	command_free(&command);
	cr_expect(process_wait(process, TIMEOUT_MS), "it has not powered off");
}

static void boot(struct process *process, const char *modules)
{
	boot_with(process, FIRMWARE_OURS, NULL, modules);
}

/* Has the kernel logged that? */
static void expect_refusal(struct process *process, const char *what,
			   enum finding finding)
{
	char text[32];

	snprintf(text, sizeof text, "error: finding %d,", finding);
	cr_expect(process->status == STATUS_ERROR, "%s: status %d\n%s%s", what,
		  process->status, process->out.data, process->err.data);
	cr_expect(process->out.data != NULL &&
			  strstr(process->out.data, text) != NULL,
		  "%s: lacks \"%s\"\n%s", what, text, process->out.data);
	process_finish(process);
}

static void write_file(char path[256], const char *name, const void *data,
		       size_t length)
{
	struct bytes bytes = { 0 };

	snprintf(path, 256, "%s", scratch_path(name));
	bytes_append(&bytes, data, length);
	cr_assert(bytes_write_file(&bytes, path), "cannot write %s", path);
	bytes_free(&bytes);
}

/* A plan of so many instances of module 1. */
static void write_plan(char path[256], uint32_t count)
{
	struct {
		struct denali_plan plan;
		struct denali_plan_group group;
	} file = {
		.plan = { .magic = DENALI_PLAN_MAGIC,
			  .version = DENALI_PLAN_VERSION,
			  .length = sizeof file,
			  .group_count = 1 },
		.group = { .module = 1,
			   .count = count,
			   .name = "test",
			   .strings_offset = sizeof file },
	};

	write_file(path, "plan", &file, sizeof file);
}

Test(kernel, no_modules)
{
	struct process process;

	boot(&process, NULL);
	expect_refusal(&process, "no modules", HOST_NO_MODULE);
}

Test(kernel, other_firmware)
{
	struct process process;

	boot_with(&process, FIRMWARE_DEFAULT, NULL, NULL);
	expect_refusal(&process, "no modules", HOST_NO_MODULE);
}

Test(kernel, out_of_memory)
{
	struct process process;
	struct image_file file;
	char plan[256], image[256], modules[600];

	image_file_make(&file);
	write_plan(plan, DENALI_VMS_MAX);
	write_file(image, "image", &file, sizeof file);
	snprintf(modules, sizeof modules, "%s,%s", plan, image);
	/* Too little even for the records of so many. */
	boot_with(&process, FIRMWARE_OURS, "24", modules);
	unlink(plan);
	unlink(image);
	expect_refusal(&process, "too many VMs", HOST_VM_MEMORY);
}

ParameterizedTestParameters(kernel, bad_image)
{
	uint32_t *numbers = cr_calloc(image_fault_count, sizeof *numbers);
	size_t count = 0;

	for (uint32_t i = 0; i < image_fault_count; i++)
		if (image_faults[i].length < FILE_MOST)
			numbers[count++] = i;
	return cr_make_param_array(uint32_t, numbers, count);
}

ParameterizedTest(uint32_t *number, kernel, bad_image)
{
	const struct image_fault *fault = &image_faults[*number];
	struct process process;
	struct image_file file;
	char plan[256], image[256], modules[600];

	image_file_make(&file);
	fault->spoil(&file);
	write_plan(plan, 1);
	write_file(image, "image", &file, image_fault_length(fault));
	snprintf(modules, sizeof modules, "%s,%s", plan, image);
	boot(&process, modules);
	unlink(plan);
	unlink(image);
	expect_refusal(&process, fault->name, fault->error);
}

ParameterizedTestParameters(kernel, bad_plan)
{
	uint32_t *numbers = cr_calloc(plan_fault_count, sizeof *numbers);

	for (uint32_t i = 0; i < plan_fault_count; i++)
		numbers[i] = i;
	return cr_make_param_array(uint32_t, numbers, plan_fault_count);
}

ParameterizedTest(uint32_t *number, kernel, bad_plan)
{
	const struct plan_fault *fault = &plan_faults[*number];
	struct process process;
	struct plan_file file;
	struct image_file good;
	char plan[256], image[256], modules[900];

	plan_file_make(&file);
	fault->spoil(&file);
	image_file_make(&good);
	write_file(plan, "plan", &file,
		   fault->length != 0 ? fault->length : sizeof file);
	write_file(image, "image", &good, sizeof good);
	snprintf(modules, sizeof modules, "%s,%s,%s", plan, image, image);
	boot(&process, modules);
	unlink(plan);
	unlink(image);
	expect_refusal(&process, fault->name, fault->error);
}
