/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * examples/supervisor at work: each of its commands, and so each supervisor
 * instruction, by a script that reads what it answers.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 60000
#define STORE_BLOCKS 512
#define WEB "10.0.2.16"

static struct process host;
static char store[256], images[256];
static long image_bytes;
static uint16_t port;
static size_t heard; /* bytes of its output that have been looked at */

/* The disk that has an image in it is the image's file, in whole blocks. */
static void make_disks(void)
{
	struct bytes image = { 0 };

	snprintf(store, sizeof store, "%s", scratch_path("store.img"));
	snprintf(images, sizeof images, "%s", scratch_path("images.img"));
	cr_assert(bytes_read_file(&image, BOOT_IMAGE("child/child")));
	cr_assert(bytes_write_file(&image, images));
	image_bytes = (long)image.length;
	cr_assert(truncate(images, (image_bytes + 4095) / 4096 * 4096) == 0);
	bytes_clear(&image);
	cr_assert(bytes_write_file(&image, store));
	cr_assert(truncate(store, STORE_BLOCKS * 4096L) == 0);
	bytes_free(&image);
}

static void boot(void)
{
	struct command command;

	port = free_ports(2);
	heard = 0;
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--supervisor", "--vms",
						    "6", "--stats", NULL });
	command_add(&command, "-v");
	command_add(&command, "%s", store);
	command_add(&command, "-v");
	command_add(&command, "%s:ro", images);
	command_add(&command, "-p");
	command_add(&command, "%u:" WEB ":80", port);
	command_add(&command, "-p");
	command_add(&command, "%u:8000", port + 1);
	command_add(&command, "%s", EXAMPLE_IMAGE("supervisor"));
	command_start(&command, &host);
	command_free(&command);
	cr_assert(process_await(&host, &host.out, "^supervisor: ready$",
				TIMEOUT_MS),
		  "%s", host.err.data);
}

static void start(void)
{
	make_disks();
	boot();
}

static void finish(void)
{
	process_finish(&host);
	unlink(store);
	unlink(images);
}

TestSuite(administer, .init = start, .fini = finish, .timeout = 240);

/* Something new among what it has printed. */
static bool await_new(const char *expression)
{
	double end = now_ms() + TIMEOUT_MS;

	for (;;) {
		struct bytes view = { .data = host.out.data + heard,
				      .length = host.out.length - heard };

		if (bytes_match(&view, expression))
			return true;
		if (host.ended || now_ms() > end)
			return false;
		process_read_for(&host, 10);
	}
}

/* Gives it a command, which must have this for an answer: a regular expression
 * for some of its lines, the last of them included. */
static void tell(const char *command, const char *answer)
{
	heard = host.out.length;
	process_write(&host, command, strlen(command));
	process_write(&host, "\n", 1);
	cr_assert(await_new("^(ok|error: .*)$"), "%s: no answer", command);
	cr_assert(await_new(answer), "%s: %s", command, host.out.data + heard);
}

static void hear(const char *line)
{
	cr_assert(process_await(&host, &host.out, line, TIMEOUT_MS), "%s: %s",
		  line, host.out.data);
}

static void load_child(void)
{
	char command[64];

	snprintf(command, sizeof command, "load child disk 2 %ld", image_bytes);
	tell(command, "^ok$");
}

Test(administer, loads_images_and_makes_vms)
{
	tell("load hello /images/hello", "^ok$");
	tell("load more /images/none", "^error: there is no such file$");
	tell("load more /images", "^error: ");
	tell("load text disk 1 4096", "^error: .*ELF");
	load_child();
	tell("images", "^1 hello\n.* child$");
	tell("create h hello -- once more", "^ok$");
	hear("^h\\| once$");
	hear("^h\\| more$");
	hear("^h ended: exit, 0x2$");
	tell("show h", "^error: there is no such VM$");
	tell("create x nothing", "^error: there is no such image$");
	tell("create x child weight=10001", "^error: weight");
	tell("create x child memory=5", "^error: memory size");
	tell("create x child paused", "^ok$");
	tell("unload child", "^error: it is in use$");
	tell("kill x", "^ok$");
	hear("^x ended: stopped");
	tell("unload child", "^ok$");
	tell("unload child", "^error: there is no such image$");
	tell("nonsense", "^error: no such command");
	tell("machine", "^VMs made: 3, in memory: 1$");
}

Test(administer, tells_how_vms_end)
{
	load_child();
	tell("create x child -- crash", "^ok$");
	hear("^x\\| about to crash$");
	hear("^x crashed: page fault, address 0x1230, eip 0x[0-9a-f]+, esp ");
	hear("^x used: [1-9][0-9]* cycles, [1-9][0-9]* frames");
	hear("^x ended: page fault, 0x1230$");
}

Test(administer, gives_input_and_stops)
{
	load_child();
	tell("create x child -- cat", "^ok$");
	tell("input x one line", "^ok$");
	hear("^x\\| got one line$");
	tell("end-input x", "^ok$");
	hear("^x\\| got the end$");
	hear("^x ended: exit, 0x0$");
	tell("create x child -- cat", "^ok$");
	tell("stop x", "^ok$");
	hear("^x ended: exit, 0x8f$");
}

Test(administer, pauses_and_resumes)
{
	char last[32];
	long ticks;

	load_child();
	tell("create x child weight=7 cap=300 -- tick", "^ok$");
	hear("^x\\| tick 3$");
	tell("pause x", "^ok$");
	tell("ps", "^[0-9]+ x: paused, ");
	/* What was under way has been said once this is answered. */
	tell("show x", "^weight: 7, cap: 300$");
	for (ticks = 0;; ticks++) {
		struct bytes *out = &host.out;

		snprintf(last, sizeof last, "^x\\| tick %ld$", ticks);
		if (!bytes_match(out, last))
			break;
	}
	process_read_for(&host, 300);
	tell("ps", "^[0-9]+ x: paused, ");
	cr_expect_not(bytes_match(&host.out, last), "it ticks: %s", last);
	tell("resume x", "^ok$");
	hear(last);
	tell("tune x cap=200 weight=9", "^ok$");
	tell("tune x cap=2000", "^error: ");
	tell("show x", "^weight: 9, cap: 200$");
	tell("limit x tx-bytes=1M disk-bytes=64K", "^ok$");
	tell("show x", "1048576 bytes out, 0 in, 65536 disk$");
	tell("kill x", "^ok$");
	hear("^x ended: stopped");
}

static bool fetch_from(uint16_t from)
{
	struct bytes body = { 0 };
	bool got = http_get(LOOPBACK, from, "/", &body, 5000);

	bytes_free(&body);
	return got;
}

static bool fetch(void)
{
	return fetch_from(port);
}

Test(administer, puts_vms_on_the_network)
{
	struct bytes page = { 0 };

	load_child();
	tell("load web /images/http-hello", "^ok$");
	tell("create web web ip=10.0.2.17/24 gateway=10.0.2.2 capture", "^ok$");
	tell("create no web ip=10.0.2.17/24", "^error: it is in use$");
	tell("address web ip=" WEB "/24 gateway=10.0.2.2", "^ok$");
	tell("show web", "^address: " WEB "/24");
	tell("kill web", "^ok$");
	hear("^web ended: ");
	tell("create web web ip=" WEB "/24 gateway=10.0.2.2 capture", "^ok$");
	cr_assert(http_await(&host, port, &page, 5000, TIMEOUT_MS),
		  "it does not serve");
	bytes_free(&page);
	hear("^web: frame sent, ");
	tell("tune web capture=0", "^ok$");
	tell("policy web in in:tcp:81", "^ok$");
	cr_expect_not(fetch(), "its policy is nothing to it");
	tell("policy web in in:tcp:80-81:10.0.2.0/24", "^ok$");
	cr_expect(fetch(), "its policy forbids it");
	tell("policy web in in:tcp:81-80", "^error: .*first port");
	tell("limit web rx-frames=1", "^ok$");
	tell("show web", "^address: ");
}

static void make_web(const char *name, const char *address)
{
	char command[128];

	snprintf(command, sizeof command,
		 "create %s web ip=%s/24 gateway=10.0.2.2", name, address);
	tell(command, "^ok$");
}

/* From one VM to another, with a connection that began at the first. */
Test(administer, forwards_ports)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
	struct bytes page = { 0 }, more = { 0 };
	int kept;

	tell("load web /images/http-hello", "^ok$");
	make_web("a", WEB);
	tell("forward 8000 a:80", "^ok$");
	cr_assert(http_await(&host, port + 1, &page, 5000, TIMEOUT_MS),
		  "it does not serve");
	cr_expect_not(fetch(), "it is reached another way too");
	tell("machine", "^frames dropped by forwarding: [1-9]");
	kept = tcp_connect(LOOPBACK, port + 1, TIMEOUT_MS);
	cr_assert(send_all(kept, request, strlen(request)));
	cr_assert(receive(kept, &more, 15), "no answer");
	make_web("b", "10.0.2.17");
	tell("forward 8000 b:80", "^ok$");
	tell("forward 8000 b:80 a:80:drain", "^ok$");
	tell("forward 8001 b:80", "^error: it is in use$");
	tell("forward 8001 c:80", "^error: a word");
	cr_assert(http_await(&host, port + 1, &page, 5000, TIMEOUT_MS),
		  "the second does not serve");
	tell("kill b", "^ok$");
	hear("^b ended: ");
	cr_expect_not(fetch_from(port + 1), "what drains took a connection");
	tell("forward 8000", "^ok$");
	close(kept);
	bytes_free(&page);
	bytes_free(&more);
}

/* That all of them see, and their deadlines not. */
Test(administer, sets_the_clock)
{
	load_child();
	tell("create x child -- time", "^ok$");
	hear("^x\\| time [0-9]+, that is all$");
	tell("clock 4000000000", "^ok$");
	hear("^x\\| time 400000[0-9]{4}, that is all$");
	tell("clock 1000000000", "^ok$");
	hear("^x\\| time 100000[0-9]{4}, that is all$");
	tell("create y child -- time", "^ok$");
	hear("^y\\| time 100000[0-9]{4}, that is all$");
	tell("clock -5", "^error: ");
	tell("clock", "^error: a word");
	cr_expect_not(bytes_match(&host.out, "monotonic clock too"));
}

Test(administer, shares_disks)
{
	load_child();
	tell("machine-disks",
	     "^1: 512 blocks, [a-z0-9]+\n2: [0-9]+ blocks, .*, read-only$");
	tell("disk-list", "^error: no disk table is open$");
	tell("disk-open 3", "^error: there is no such");
	tell("disk-open 1", "^error: there is no disk table on it$");
	tell("disk-format 2", "^error: it is too small for its disk table$");
	tell("disk-format 1", "^ok$");
	tell("disk-create data 8", "^ok$");
	tell("disk-create data 8", "^error: there is a disk of this name$");
	tell("disk-create big 400", "^error: there are not enough");
	tell("create w child paused -- write 3 shared", "^ok$");
	tell("disk-attach w data 3", "^ok$");
	tell("show w", "^disk 3: 8 blocks$");
	tell("resume w", "^ok$");
	hear("^w\\| write: 0$");
	hear("^w\\| flush: 0$");
	hear("^w\\| past the end: 3$");
	hear("^w ended: exit, 0x0$");
	tell("create r child paused -- read 0", "^ok$");
	tell("create s child paused -- read 1", "^ok$");
	tell("disk-attach r data 0 ro", "^ok$");
	tell("disk-attach s data 1 ro", "^ok$");
	tell("disk-attach s data 2", "^error: it is in use$");
	tell("disk-list", "^data: 8 blocks in 1 extents, 2 readers$");
	tell("resume r", "^ok$");
	tell("resume s", "^ok$");
	hear("^r\\| read 0: shared$");
	hear("^s\\| read 0: shared$");
	tell("disk-destroy data", "^error: it is in use$");
	tell("disk-resize data 4", "^error: it is in use$");
	tell("disk-resize data 12", "^ok$");
	tell("disk-detach s 1", "^ok$");
	tell("end-input r", "^ok$");
	hear("^r\\| 12 blocks, write: 4$");
	tell("end-input s", "^ok$");
	hear("^s\\| 0 blocks, write: 2$");
	hear("^r ended: exit, 0x0$");
	hear("^s ended: exit, 0x0$");
	tell("disk-resize data 4", "^ok$");
	tell("disk-create other 2", "^ok$");
	tell("disk-destroy other", "^ok$");
	tell("disk-list", "^data: 4 blocks in 1 extents, 0 readers\nfree: 380");
}

Test(administer, keeps_disks_when_the_power_is_off)
{
	tell("disk-format 1", "^ok$");
	tell("disk-create data 8", "^ok$");
	process_write(&host, "poweroff\n", 9);
	cr_assert(process_wait(&host, TIMEOUT_MS), "it does not end");
	cr_expect_eq(host.status, 0, "%s", host.err.data);
	process_finish(&host);
	boot();
	tell("disk-format 1", "^error: it holds something else");
	tell("disk-open 1", "^ok$");
	tell("disk-list", "^data: 8 blocks");
}
