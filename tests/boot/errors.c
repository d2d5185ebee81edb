/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali run` cannot do it says in one clear line, with status 125.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "image_file.h"

#define TIMEOUT_MS 20000
#define STATUS_ERROR 125

/* One line, by denali, that matches; nothing on standard output. */
static void expect_error(struct process *process, const char *expression)
{
	size_t lines = 0;

	cr_assert(process_wait(process, TIMEOUT_MS), "it does not end");
	for (size_t i = 0; i < process->err.length; i++)
		lines += process->err.data[i] == '\n';
	cr_expect(process->status == STATUS_ERROR && lines == 1 &&
			  process->out.length == 0,
		  "status %d, %zu lines: %s%s", process->status, lines,
		  process->err.data, process->out.data);
	cr_expect(bytes_match(&process->err, "^denali: ") &&
			  bytes_match(&process->err, expression),
		  "lacks %s: %s", expression, process->err.data);
	process_finish(process);
}

static void expect_file_error(const char *path, const char *expression)
{
	struct process process;

	denali_start(&process, path, NULL);
	expect_error(&process, expression);
}

Test(errors, no_such_file)
{
	expect_file_error("build/no/such/image",
			  "build/no/such/image.*No such file");
}

Test(errors, folder)
{
	expect_file_error("build", "build: ");
}

Test(errors, text_file)
{
	expect_file_error("Makefile", "Makefile: .*ELF");
}

Test(errors, program_of_this_machine)
{
	expect_file_error("/bin/true", "/bin/true: .*32-bit");
}

/* An image in which one thing is wrong, or of which there is only a part. */
static void expect_image_error(void (*spoil)(struct image_file *file),
			       size_t length, const char *expression)
{
	struct image_file file;
	struct bytes bytes = { 0 };
	char path[256];

	image_file_make(&file);
	spoil(&file);
	bytes_append(&bytes, &file, length);
	snprintf(path, sizeof path, "%s", scratch_path("image"));
	cr_assert(bytes_write_file(&bytes, path));
	expect_file_error(path, expression);
	bytes_free(&bytes);
	unlink(path);
}

static void nothing(struct image_file *file)
{
	(void)file;
}

static void other_contract(struct image_file *file)
{
	file->contract.version = DENALI_CONTRACT_VERSION + 1;
}

static void no_note(struct image_file *file)
{
	file->header[NOTE].p_type = 0;
}

Test(errors, empty_file)
{
	expect_image_error(nothing, 0, "empty|too short");
}

Test(errors, truncated_image)
{
	expect_image_error(nothing, 0x1800, "not inside the file|truncated");
}

Test(errors, other_contract)
{
	expect_image_error(other_contract, sizeof(struct image_file),
			   "contract");
}

Test(errors, other_linker)
{
	expect_image_error(no_note, sizeof(struct image_file), "denali-cc");
}

Test(errors, busy_port)
{
	struct process process;
	struct command command;
	uint16_t port;
	int listener = tcp_listen(LOOPBACK, &port);

	command_denali(&command);
	command_add(&command, "-p");
	command_add(&command, "%u:80", port);
	command_add(&command, BOOT_IMAGE("silent/silent"));
	command_start(&command, &process);
	expect_error(&process, "[0-9]+.*in use");
	command_free(&command);
	close(listener);
}

Test(errors, memory_of_vm)
{
	struct process process;

	denali_start(&process, "-m", "1K", BOOT_IMAGE("silent/silent"), NULL);
	expect_error(&process, "-m 1K");
}

/* More instances than the host has memory for: the kernel says so. */
Test(errors, memory_of_host)
{
	struct process process;

	denali_start(&process, "--net", "none", "--host-mem", "16M", "-n",
		     "60000", BOOT_IMAGE("silent/silent"), NULL);
	expect_error(&process, "memory");
}

Test(errors, no_qemu)
{
	struct process process;
	char *path = getenv("PATH");

	setenv("PATH", "/nowhere", 1);
	denali_start(&process, BOOT_IMAGE("silent/silent"), NULL);
	setenv("PATH", path, 1);
	expect_error(&process, "qemu-system-i386");
}

Test(errors, processors)
{
	struct process process;

	denali_start(&process, "--cpus", "2", BOOT_IMAGE("silent/silent"),
		     NULL);
	expect_error(&process, "--cpus 2");
}

Test(errors, unknown_option)
{
	struct process process;

	denali_start(&process, "--tiemout", "1", BOOT_IMAGE("silent/silent"),
		     NULL);
	expect_error(&process, "--tiemout.*--timeout");
}
