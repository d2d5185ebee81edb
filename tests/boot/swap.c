/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hosts with less memory than their VMs use, and a swap disk: all memory is
 * what it was; and disks that fail, are too short, or are somebody else's.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <denali/layout.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 90000
#define IMAGE BOOT_IMAGE("pages/pages")
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static struct process process;
static char path[256];
static json_t *result;

static void start(const char *const options[], const char *const arguments[])
{
	struct command command;

	snprintf(path, sizeof path, "%s", scratch_path("swap.json"));
	command_denali(&command);
	command_add_all(&command, WORDS("--net", "none", "--stats", "-o",
					"quiet", "--result", path));
	command_add_all(&command, options);
	command_add(&command, "%s", IMAGE);
	command_add_all(&command, arguments);
	command_start(&command, &process);
	command_free(&command);
}

static void finish(void)
{
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end: %s",
		  process.err.data);
	result = json_load_file(path, 0, NULL);
	cr_assert(result != NULL, "no result: %s", process.err.data);
	unlink(path);
}

static const json_t *instance(unsigned vm)
{
	return json_array_get(json_object_get(result, "instances"), vm);
}

static const char *cause(unsigned vm)
{
	return json_string_value(json_object_get(instance(vm), "cause"));
}

static long long number(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	cr_assert(json_is_integer(value), "no %s", name);
	return json_integer_value(value);
}

static long long ledger(unsigned vm, const char *name)
{
	return number(json_object_get(instance(vm), "ledger"), name);
}

static long long machine(const char *name)
{
	return number(json_object_get(result, "machine"), name);
}

/* It has ended of its own accord, and found its memory as it was. */
static bool verified(unsigned vm)
{
	const json_t *status = json_object_get(instance(vm), "status");

	return strcmp(cause(vm), "exit") == 0 && json_is_integer(status) &&
	       json_integer_value(status) == 0;
}

static void expect_all(unsigned vms)
{
	cr_assert(process.status == 0, "status %d: %s%s", process.status,
		  process.out.data, process.err.data);
	for (unsigned vm = 0; vm < vms; vm++)
		cr_expect(verified(vm), "VM %u: %s", vm, cause(vm));
	cr_expect_eq(machine("swap_errors"), 0);
}

/* Everybody has been out, with what he had. */
static void expect_all_moved(unsigned vms)
{
	expect_all(vms);
	for (unsigned vm = 0; vm < vms; vm++) {
		cr_expect(ledger(vm, "admissions") >= 1, "VM %u never left",
			  vm);
		cr_expect(ledger(vm, "pages_written") >= 256);
		cr_expect(ledger(vm, "pages_read") >= 256);
	}
}

Test(swap, everybody_goes_out_and_comes_back, .timeout = 120)
{
	start(WORDS("-n150", "-m4M", "--host-mem", "64M", "--swap", "4G"),
	      WORDS("1024", "3"));
	finish();
	expect_all_moved(150);
}

Test(swap, everybody_comes_back_page_by_page, .timeout = 120)
{
	start(WORDS("-n100", "-m4M", "--host-mem", "64M", "--swap", "4G",
		    "--boot", "scattered,swap-block=4K"),
	      WORDS("1024", "2"));
	finish();
	expect_all(100);
}

Test(swap, blocks_of_a_page, .timeout = 120)
{
	start(WORDS("-n100", "-m4M", "--host-mem", "64M", "--swap", "4G",
		    "--boot", "swap-block=4K"),
	      WORDS("1024", "2"));
	finish();
	expect_all(100);
}

Test(swap, over_sata, .timeout = 120)
{
	start(WORDS("-n150", "-m4M", "--host-mem", "64M", "--swap", "4G",
		    "--disk-bus", "ahci", "--machine", "q35"),
	      WORDS("1024", "3"));
	finish();
	expect_all_moved(150);
}

Test(swap, one_vm_larger_than_the_host, .timeout = 120)
{
	start(WORDS("-m128M", "--host-mem", "64M", "--swap", "1G",
		    "--swap-rate", "1000000"),
	      WORDS("98304", "2", "1"));
	finish();
	expect_all(1);
	cr_expect(ledger(0, "faults_swap") >= 100);
	cr_expect(ledger(0, "pages_written") >= 8000);
}

/* ---- disks that are not as they should be ---- */

/* What swap_place gives each VM of 4 MiB: a page for each of its memory, then
 * those that move together, page tables and registers included. */
#define VM_PAGES 1024u
#define REGION_PAGES (2 * VM_PAGES + 7)
#define SECTORS (DENALI_PAGE_SIZE / 512)

static void use_other_swap(const char *options)
{
	setenv("DENALI_QEMU", "tests/boot/other-swap.sh", 1);
	setenv("OTHER_SWAP", options, 1);
}

/* The first page that moves together with others. */
static unsigned packed_sector(unsigned vm)
{
	return (1 + vm * REGION_PAGES + VM_PAGES) * SECTORS;
}

static void write_rule(FILE *file, const char *event, unsigned sector)
{
	fprintf(file,
		"[inject-error]\nevent = \"%s\"\nerrno = \"5\"\n"
		"once = \"off\"\nsector = \"%u\"\n",
		event, sector);
}

#define BAD_READ 11
#define BAD_WRITE 7
#define TRIED 100

static void meet_errors(const char *bus)
{
	const char *rules = strdup(scratch_path("blkdebug"));
	FILE *file = fopen(rules, "w");
	char options[512];

	write_rule(file, "read_aio", packed_sector(BAD_READ));
	write_rule(file, "write_aio", packed_sector(BAD_WRITE));
	fclose(file);
	snprintf(options, sizeof options,
		 "rerror=report,werror=report,file.driver=blkdebug,"
		 "file.config=%s,file.image.driver=file,"
		 "file.image.locking=off,file.image.filename=@",
		 rules);
	use_other_swap(options);
	start(WORDS("-n100", "-m4M", "--host-mem", "64M", "--swap", "4G",
		    "--disk-bus", bus),
	      WORDS("1024", "3"));
	finish();
	for (unsigned vm = 0; vm < TRIED; vm++)
		if (vm == BAD_READ || vm == BAD_WRITE)
			cr_expect_str_eq(cause(vm), "swap", "VM %u", vm);
		else
			cr_expect(verified(vm), "VM %u: %s", vm, cause(vm));
	cr_expect_eq(machine("swap_errors"), 2);
	unlink(rules);
}

Test(swap, errors_end_who_meets_them, .timeout = 120)
{
	meet_errors("virtio");
}

/* A port has to be started again after each. */
Test(swap, errors_end_who_meets_them_over_sata, .timeout = 120)
{
	meet_errors("ahci");
}

#define PLACES 30
#define VMS 60

Test(swap, a_short_disk_leaves_some_in_memory, .timeout = 120)
{
	start(WORDS("-n60", "-m4M", "--host-mem", "64M", "--swap", "241M",
		    "--log"),
	      WORDS("1024", "3"));
	finish();
	expect_all(VMS);
	cr_expect(strstr(process.err.data,
			 "vm 30 (pages): the swap disk has no 8220 KiB left "
			 "for it: it stays in memory") != NULL,
		  "%s", process.err.data);
	cr_expect(strstr(process.err.data, "vm 29 (pages): the") == NULL);
	for (unsigned vm = PLACES; vm < VMS; vm++)
		cr_expect_eq(ledger(vm, "pages_written"), 0);
	cr_expect(machine("swap_writes") > 100);
}

/* The kernel looks for itself whether it may. */
Test(swap, a_disk_of_somebody_else_is_left_alone, .timeout = 120)
{
	const char *disk = strdup(scratch_path("disk"));
	int fd = open(disk, O_RDWR | O_CREAT, 0600);
	char options[512];
	char text[32] = "";

	cr_assert(fd >= 0 && ftruncate(fd, 64 << 20) == 0);
	cr_assert(pwrite(fd, "somebody's", 10, 0) == 10);
	snprintf(options, sizeof options, "file=%s,file.locking=off", disk);
	use_other_swap(options);
	start(WORDS("-n60", "-m4M", "--host-mem", "64M", "--swap", "1G",
		    "--log"),
	      WORDS("1024", "2", "10"));
	finish();
	cr_expect(strstr(process.err.data, "header: not used") != NULL);
	cr_expect_eq(machine("swap_pages"), 0);
	cr_expect_eq(machine("swap_writes"), 0);
	cr_expect(pread(fd, text, sizeof text, 0) == sizeof text &&
		  strcmp(text, "somebody's") == 0);
	unlink(disk);
}

/* ---- others ---- */

#define CROWD "build/tests/bench/crowd/crowd"
#define REQUESTS 20
#define REQUEST_MS 10000
#define UP_MS 30000

static void expect_page(uint16_t port, const struct bytes *page)
{
	struct bytes answer = { 0 };

	cr_expect(http_get(LOOPBACK, port, "/", &answer, REQUEST_MS));
	cr_expect(bytes_same(&answer, page));
	bytes_free(&answer);
}

/* A hog of four times the host's memory, a thrasher of twice as much, and hogs
 * of the processor. */
Test(swap, hogs_of_memory_leave_a_neighbour_served, .timeout = 120)
{
	uint16_t port = free_ports(16);
	double deadline = now_ms() + UP_MS;
	struct bytes page = { 0 };
	char forward[32];
	bool up = false;

	snprintf(forward, sizeof forward, "%u:80", port);
	denali_start(&process, "-n13", "-m272M", "--host-mem", "64M", "--swap",
		     "12G", "-p", forward, CROWD, "256", NULL);
	while (!up && !process.ended && now_ms() < deadline) {
		up = http_get(LOOPBACK, port, "/", &page, 1000);
		process_read_for(&process, 1);
	}
	cr_assert(up, "no answer: %s", process.err.data);
	cr_assert(process_await(&process, &process.out, "\\[1\\] again", UP_MS),
		  "the hog gets nowhere");
	for (unsigned i = 0; i < REQUESTS; i++)
		expect_page(port, &page);
	cr_expect(!process.ended);
	process_finish(&process);
	bytes_free(&page);
}
