/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The message queue: nothing is lost, whoever dies.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"

#define QUEUE "build/examples/queue/"
#define TIMEOUT_MS 60000
#define MESSAGES 20

static struct process host;
static uint16_t port;
static char disk[256];

static void make_disk(const char *type, const char *size)
{
	struct process process;

	unlink(disk);
	cr_assert(process_run(&process,
			      (const char *[]){ "/sbin/mke2fs", "-q", "-F",
						"-t", type, disk, size, NULL },
			      TIMEOUT_MS));
	cr_assert_eq(process.status, 0, "%s", process.err.data);
	process_finish(&process);
}

/* In a network that leads nowhere: VMs end here that others talk to. */
static void begin(void)
{
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no network of its own: %s", why);
	snprintf(disk, sizeof disk, "%s", scratch_path("disk"));
	make_disk("ext4", "8M");
}

static void finish(void)
{
	unlink(disk);
}

TestSuite(queue, .init = begin, .fini = finish, .timeout = 180);

/* The queue, and the words that follow. */
static void start(const char *const words[])
{
	struct command command;

	port = free_ports(1);
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--timeout", "100", "-e", "LEASE=2",
					  "-v", disk, "-p", NULL });
	command_add(&command, "%u:7100", port);
	command_add(&command, QUEUE "queue");
	command_add_all(&command, words);
	command_start(&command, &host);
	command_free(&command);
}

static void start_alone(void)
{
	start((const char *[]){ NULL });
}

/* A connection that has been answered. */
static int enter(void)
{
	double deadline = now_ms() + TIMEOUT_MS;
	struct bytes reply = { 0 };
	int fd;

	do {
		fd = tcp_connect(LOOPBACK, port, TIMEOUT_MS);
		if (fd >= 0 && send_all(fd, "\n", 1) && receive(fd, &reply, 6))
			break;
		close(fd);
		process_read_for(&host, 10);
	} while (now_ms() < deadline && !host.ended);
	bytes_append(&reply, "", 1);
	cr_assert_str_eq(reply.data, "ERROR\n", "no answer: %s%s",
			 host.out.data, host.err.data);
	bytes_free(&reply);
	return fd;
}

static void say(int fd, const char *text)
{
	cr_assert(send_all(fd, text, strlen(text)));
}

static void expect(int fd, const char *text)
{
	struct bytes reply = { 0 };

	receive(fd, &reply, strlen(text));
	bytes_append(&reply, "", 1);
	cr_expect_str_eq(reply.data, text);
	bytes_free(&reply);
}

static void expect_end(int fd)
{
	struct bytes reply = { 0 };

	cr_expect(receive(fd, &reply, 0) && reply.length == 0);
	bytes_free(&reply);
	close(fd);
}

/* How often the workers have printed it. */
static unsigned int printed(const char *text)
{
	const char *at = host.out.data, *end = at + host.out.length;
	unsigned int times = 0;

	while (at != NULL && (at = memmem(at, (size_t)(end - at), text,
					  strlen(text))) != NULL) {
		times++;
		at += strlen(text);
	}
	return times;
}

/* The first worker dies over its third message. */
Test(queue, worker_dies)
{
	double deadline = now_ms() + TIMEOUT_MS;
	char text[32], reply[32];
	int fd;

	start((const char *[]){ "--and", QUEUE "worker", "3", "--and",
				QUEUE "worker", NULL });
	fd = enter();
	for (unsigned int i = 1; i <= MESSAGES; i++) {
		snprintf(text, sizeof text, "PUT job %u.\n", i);
		snprintf(reply, sizeof reply, "OK %u\n", i);
		say(fd, text);
		expect(fd, reply);
	}
	while (printed("] job ") <= MESSAGES && now_ms() < deadline &&
	       !host.ended)
		process_read_for(&host, 10);
	cr_expect_eq(printed("] job "), MESSAGES + 1, "%s", host.out.data);
	cr_expect_eq(printed("[1] job "), 3);
	for (unsigned int i = 1; i <= MESSAGES; i++) {
		snprintf(text, sizeof text, "] job %u.\n", i);
		cr_expect_geq(printed(text), 1, "%s", text);
	}
	close(fd);
	process_finish(&host);
}

/* As if the power had failed; the disk can be had again. */
static void kill_host(void)
{
	pid_t pids[8];
	int count = process_descendants(host.pid, pids, 8);

	process_finish(&host);
	for (int i = 0; i < count; i++)
		cr_assert(process_gone(pids[i], TIMEOUT_MS));
}

/* What was answered is there when the host comes back, and what was
 * acknowledged is not. */
Test(queue, queue_dies)
{
	int fd;

	start_alone();
	fd = enter();
	say(fd, "PUT one\nPUT two\r\nPUT  three \nGET\nACK 1\nGET\n");
	expect(fd, "OK 1\nOK 2\nOK 3\nMSG 1 one\nOK\nMSG 2 two\n");
	kill_host();
	close(fd);
	start_alone();
	fd = enter();
	say(fd, "PUT four\nGET\nGET\nACK 3\nACK 3\n");
	expect(fd, "OK 4\nMSG 2 two\nMSG 3  three \nOK\nNONE\n");
	kill_host();
	close(fd);
	start_alone();
	fd = enter();
	say(fd, "GET\nACK 2\nGET\nACK 4\nPUT five\n");
	expect(fd, "MSG 2 two\nOK\nMSG 4 four\nOK\nOK 5\n");
	kill_host();
	close(fd);
}

/* The store begins a new file when nothing is left, and goes on counting. */
Test(queue, many_bytes)
{
	char line[1002], text[32];
	int fd;

	memset(line, 'y', sizeof line);
	memcpy(line, "PUT ", 4);
	line[sizeof line - 1] = '\n';
	start_alone();
	fd = enter();
	for (unsigned int i = 1; i <= 70; i++) {
		cr_assert(send_all(fd, line, sizeof line));
		snprintf(text, sizeof text, "OK %u\n", i);
		expect(fd, text);
		snprintf(text, sizeof text, "ACK %u\n", i);
		say(fd, text);
		expect(fd, "OK\n");
	}
	kill_host();
	close(fd);
	start_alone();
	fd = enter();
	say(fd, "PUT a\nACK 70\nGET\n");
	expect(fd, "OK 71\nNONE\nMSG 71 a\n");
	kill_host();
	close(fd);
	start_alone();
	fd = enter();
	say(fd, "GET\n");
	expect(fd, "MSG 71 a\n");
	kill_host();
	close(fd);
}

/* Nor does a queue that is never empty fill its disk in the end. */
Test(queue, never_empty)
{
	char line[1002], text[32];
	int fd;

	memset(line, 'z', sizeof line);
	memcpy(line, "PUT ", 4);
	line[sizeof line - 1] = '\n';
	make_disk("ext2", "512K");
	start_alone();
	fd = enter();
	say(fd, "PUT a\n");
	expect(fd, "OK 1\n");
	for (unsigned int i = 2; i <= 600; i++) {
		cr_assert(send_all(fd, line, sizeof line));
		snprintf(text, sizeof text, "OK %u\n", i);
		expect(fd, text);
		snprintf(text, sizeof text, "ACK %u\n", i);
		say(fd, text);
		expect(fd, "OK\n");
	}
	kill_host();
	close(fd);
	start_alone();
	fd = enter();
	say(fd, "PUT b\nGET\nGET\n");
	expect(fd, "OK 601\nMSG 1 a\nMSG 601 b\n");
	kill_host();
	close(fd);
}

/* What one has got is another's when he goes; and who talks nonsense, too much
 * or in pieces harms nobody. */
Test(queue, clients)
{
	static char line[2000];
	int one, other;

	start_alone();
	one = enter();
	other = enter();
	say(other, "GET\n");
	say(one, "PU");
	say(one, "T a\nGET\n");
	expect(one, "OK 1\n");
	expect(other, "MSG 1 a\n");
	close(other);
	expect(one, "MSG 1 a\n");
	say(one,
	    "ACK 1\nACK 1\nACK x\nPUT\nPUT \nget\nACK 99999999999999999999\n");
	expect(one, "OK\nNONE\nNONE\nERROR\nERROR\nERROR\nNONE\n");
	memset(line, 'x', sizeof line);
	memcpy(line, "PUT ", 4);
	cr_assert(send_all(one, line, 1004) && send_all(one, "\n", 1));
	expect(one, "OK 2\n");
	cr_assert(send_all(one, line, 1005) && send_all(one, "\n", 1));
	expect(one, "ERROR\n");
	other = enter();
	cr_assert(send_all(other, line, sizeof line));
	expect_end(other);
	other = enter();
	cr_assert(send_all(other, "PUT a\0b\n", 8));
	expect_end(other);
	say(one, "PUT b\n");
	expect(one, "OK 3\n");
	close(one);
	process_finish(&host);
}
