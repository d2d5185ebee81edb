/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ordinary machines: pc and q35, with the devices that they have besides
 * virtio's.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 60000
#define REQUEST_MS 20000
#define HTTP_HELLO EXAMPLE_IMAGE("http-hello")
#define SITE "examples/http-hello/files/site/"
#define REQUESTS 300 /* more frames than a ring has slots */

struct machine {
	char name[8], nic[8];
};

static void expect_pages(uint16_t port, unsigned count)
{
	struct bytes page = { 0 }, wanted = { 0 };

	cr_assert(bytes_read_file(&wanted, SITE "about.html"));
	for (unsigned i = 0; i < count; i++) {
		cr_assert(http_get(LOOPBACK, port, "/about.html", &page,
				   REQUEST_MS),
			  "request %u", i);
		cr_assert(bytes_same(&page, &wanted), "request %u", i);
	}
	bytes_free(&page);
	bytes_free(&wanted);
}

ParameterizedTestParameters(machines, serve)
{
	static struct machine machines[] = { { "q35", "virtio" },
					     { "pc", "e1000" },
					     { "q35", "e1000" } };

	return cr_make_param_array(struct machine, machines, 3);
}

ParameterizedTest(struct machine *machine, machines, serve)
{
	uint16_t port = free_ports(1);
	struct process process;
	struct bytes page = { 0 };
	char forward[16];

	snprintf(forward, sizeof forward, "%u:80", port);
	denali_start(&process, "--log", "-p", forward, "--machine",
		     machine->name, "--nic", machine->nic, HTTP_HELLO, NULL);
	cr_assert(http_await(&process, port, &page, REQUEST_MS, TIMEOUT_MS),
		  "%s, %s: %s", machine->name, machine->nic, process.err.data);
	cr_expect(process_await(&process, &process.err, machine->nic,
				TIMEOUT_MS));
	expect_pages(port, REQUESTS);
	process_finish(&process);
	bytes_free(&page);
}

#define DISK BOOT_IMAGE("disk/disk")
#define DISKS 7 /* more than a controller has ports */

/* Runs a command of the service that uses disks, with as many SATA disks, the
 * last read-only. */
static void run_disks(const char *name, char paths[DISKS][256],
		      const char *const words[], const char *wanted)
{
	struct command command;
	struct process process;

	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--machine", name, "--net", "none",
					  "--disk-bus", "ahci", NULL });
	for (unsigned i = 0; i < DISKS; i++) {
		command_add(&command, "-v");
		command_add(&command, i == DISKS - 1 ? "%s:ro" : "%s",
			    paths[i]);
	}
	command_add(&command, DISK);
	command_add_all(&command, words);
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status == 0 &&
			  strstr(process.out.data, wanted) != NULL,
		  "%s: status %d\n%s%s", name, process.status, process.out.data,
		  process.err.data);
	process_finish(&process);
}

ParameterizedTestParameters(machines, sata)
{
	static struct machine machines[] = { { "pc", "" }, { "q35", "" } };

	return cr_make_param_array(struct machine, machines, 2);
}

ParameterizedTest(struct machine *machine, machines, sata)
{
	char paths[DISKS][256];

	for (unsigned i = 0; i < DISKS; i++) {
		char name[16];
		int fd;

		snprintf(name, sizeof name, "disk%u", i);
		snprintf(paths[i], sizeof paths[i], "%s", scratch_path(name));
		fd = open(paths[i], O_RDWR | O_CREAT, 0600);
		cr_assert(fd >= 0 && ftruncate(fd, 4 << 20) == 0);
		close(fd);
	}
	run_disks(machine->name, paths, (const char *[]){ "list", NULL },
		  "disk 5: 1024 blocks\ndisk 6: 1024 blocks, read-only\n");
	run_disks(machine->name, paths,
		  (const char *[]){ "many", "0", "fill", "5", "1000", "24",
				    "flush", "5", NULL },
		  "many: 200 finished, 0 failed\nwrite: 0\nflush: 0\n");
	run_disks(machine->name, paths,
		  (const char *[]){ "verify", "5", "1000", "24", NULL },
		  "read: 0, 0 bytes differ\n");
	for (unsigned i = 0; i < DISKS; i++)
		unlink(paths[i]);
}
