/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The template kv-store: what it says, whom it bears with, and what it keeps
 * when the machine is gone.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/denali.h"
#include "service.h"

#define DISK_MS 20000
#define CHANGES 200 /* before a kill, at least */

static char *disk;

static void run(const char *const words[], int status)
{
	struct process process;

	cr_assert(process_run(&process, words, DISK_MS) &&
			  process.status <= status,
		  "%s: %s%s", words[0], process.out.data, process.err.data);
	process_finish(&process);
}

static void make_disk(void)
{
	disk = strdup(scratch_path("disk"));
	run((const char *[]){ "mke2fs", "-q", "-t", "ext4", "-b", "4096", disk,
			      "32M", NULL },
	    0);
}

static void free_disk(void)
{
	unlink(disk);
	free(disk);
}

TestSuite(store, .init = make_disk, .fini = free_disk);

static void start(struct service *service)
{
	service_start(service, TEMPLATE_IMAGE("kv-store"), "4001", "-v", disk,
		      NULL);
	service_await(service, "COUNT\n", "^COUNT ");
}

static const struct {
	const char *commands, *answers;
} exchanges[] = {
	{ "SET colour dark blue\nGET colour\n", "^OK\nVALUE dark blue\n$" },
	{ "SET colour\r\nSET colour \nGET colour\n",
	  "^ERROR write SET KEY VALUE\nOK\nVALUE \n$" },
	{ "DELETE colour\nDELETE colour\nGET colour\nCOUNT\n",
	  "^OK\nNONE\nNONE\nCOUNT 0\n$" },
	{ "\nset a b\nGET\nGET a b\nDELETE\nCOUNT 1\nSET  b\n",
	  "^(ERROR [a-zA-Z, ]+\n){7}$" },
	{ "GET a\001b\nGET \177\n", "^(ERROR not a command.*\n){2}$" },
	{ "QUIT\nCOUNT\n", "^$" },
	{ "COUNT", "^$" },
};

static void expect_sizes(const struct service *service)
{
	char key[80], text[1400];
	static char value[1100];

	memset(value, 'v', sizeof value - 1);
	for (size_t length = 64; length <= 65; length++) {
		memset(key, 'k', length);
		key[length] = '\0';
		snprintf(text, sizeof text, "SET %s x\nDELETE %s\n", key, key);
		service_expect_text(service,
				    length == 64 ? "^OK\nOK\n$" :
						   "^ERROR .*\nERROR .*\n$",
				    text);
	}
	snprintf(text, sizeof text, "SET a %.1024s\nDELETE a\n", value);
	service_expect_text(service, "^OK\nOK\n$", text);
	snprintf(text, sizeof text, "SET a %.1025s\nDELETE a\n", value);
	service_expect_text(service, "^ERROR a value has .*\nNONE\n$", text);
}

/* Asks for a long value again and again, and does not read it. */
static int ask_without_reading(const struct service *service)
{
	int socket = tcp_connect(LOOPBACK, service->port, 200);
	char text[1100];
	ssize_t size;

	cr_assert(socket >= 0);
	memset(text, 'v', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	memcpy(text, "SET long ", 9);
	text[1000] = '\n';
	cr_assert(send_all(socket, text, 1001));
	for (int i = 0; i < 1000; i++)
		memcpy(text + 9 * (i % 100), "GET long\n", 9);
	do
		size = send(socket, text, 900, MSG_NOSIGNAL);
	while (size > 0);
	return socket;
}

Test(store, obeys_and_bears)
{
	static int crowd[130];
	static char noise[20000];
	struct service service;
	int stuck;

	start(&service);
	for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++)
		service_expect_text(&service, exchanges[i].answers,
				    exchanges[i].commands);
	service_expect(&service, "^ERROR not a command.*\nCOUNT 0\n$",
		       "SET a \0b\nCOUNT\n", 15);
	expect_sizes(&service);
	memset(noise, 'x', sizeof noise);
	service_expect(&service, "^ERROR the line is too long\n$", noise,
		       sizeof noise);
	memset(noise, 0xff, sizeof noise);
	service_expect(&service, "^ERROR the line is too long\n$", noise,
		       sizeof noise);
	stuck = ask_without_reading(&service);
	/* More than there are places for: while they come, whoever has not said
	 * anything yet can be put out by the next. */
	service_crowd(&service, crowd, 130, "SET half");
	service_await(&service, "COUNT\n", "^COUNT 1\n$");
	close_all(crowd, 130);
	close(stuck);
	service_await(&service, "COUNT\n", "^COUNT 1\n$");
	service_stop(&service);
}

static void kill_machine(struct service *service)
{
	pid_t children[16];
	int count = process_descendants(service->process.pid, children, 16);

	cr_assert(count > 0);
	for (int i = 0; i < count; i++)
		kill(children[i], SIGKILL);
	cr_assert(process_wait(&service->process, SERVICE_MS));
	process_finish(&service->process);
}

/* Sets keys, each to its number, and counts what is acknowledged; the machine
 * is killed while many are under way. */
static unsigned int set_until_killed(struct service *service)
{
	struct bytes replies = { 0 };
	int socket = tcp_connect(LOOPBACK, service->port, SERVICE_MS);
	char text[64];
	unsigned int acknowledged;

	for (unsigned int i = 0; i < 4 * CHANGES; i++) {
		snprintf(text, sizeof text, "SET key%u %u\n", i, i);
		cr_assert(send_all(socket, text, strlen(text)));
	}
	cr_assert(receive(socket, &replies, CHANGES * strlen("OK\n")));
	kill_machine(service);
	receive(socket, &replies, 0);
	close(socket);
	acknowledged = (unsigned int)(replies.length / strlen("OK\n"));
	bytes_free(&replies);
	return acknowledged;
}

Test(store, keeps_what_it_acknowledged)
{
	struct service service;
	unsigned int count;
	char text[64], reply[64];

	start(&service);
	service_expect_text(&service, "^OK\n$", "SET first word\n");
	count = set_until_killed(&service);
	cr_assert(count >= CHANGES, "%u", count);
	start(&service);
	service_expect_text(&service, "^VALUE word\n$", "GET first\n");
	for (unsigned int i = 0; i < count; i += count / 20 + 1) {
		snprintf(text, sizeof text, "GET key%u\nGET key%u\n", i,
			 count - 1);
		snprintf(reply, sizeof reply, "^VALUE %u\nVALUE %u\n$", i,
			 count - 1);
		service_expect_text(&service, reply, text);
	}
	service_stop(&service);
	/* 1: it has played back the journal. */
	run((const char *[]){ "e2fsck", "-p", disk, NULL }, 1);
	run((const char *[]){ "e2fsck", "-fn", disk, NULL }, 0);
}

/* A value that is set again and again leaves a past, which is dropped. */
Test(store, forgets_the_past)
{
	struct service service;
	struct bytes replies = { 0 };
	char text[1024];
	int socket;

	start(&service);
	socket = tcp_connect(LOOPBACK, service.port, SERVICE_MS);
	for (unsigned int i = 0; i < 4000; i++) {
		snprintf(text, sizeof text, "SET key%u %01000u\n", i % 3, i);
		cr_assert(send_all(socket, text, strlen(text)));
		cr_assert(receive(socket, &replies, strlen("OK\n")));
	}
	close(socket);
	cr_expect(replies.length == 12000);
	kill_machine(&service);
	start(&service);
	service_expect_text(&service, "^COUNT 3\nVALUE 0+3999\n$",
			    "COUNT\nGET key0\n");
	service_stop(&service);
	run((const char *[]){ "sh", "-c",
			      "debugfs -R 'ls -l' \"$0\" 2>/dev/null | "
			      "awk '$NF == \"store\" && $6 < 2000000 { n++ } "
			      "$NF ~ /new$/ { n++ } END { exit n != 1 }'",
			      disk, NULL },
	    0);
	bytes_free(&replies);
}

/* A record that was being written when the power went, or that the disk has
 * spoilt, is cut off with what follows; what came before it is good. */
Test(store, cuts_off_what_is_not_whole)
{
	static const char *const spoil[] = {
		"truncate -s -1 \"$1/store\"",
		"printf x | dd of=\"$1/store\" bs=1 seek=30 conv=notrunc",
		"printf more >>\"$1/store\"",
	};
	struct service service;

	for (size_t i = 0; i < sizeof spoil / sizeof spoil[0]; i++) {
		char *folder = strdup(scratch_path("store"));
		char script[512];

		start(&service);
		service_expect_text(&service, "^OK\nOK\n$",
				    "SET one 11111\nSET two 22222\n");
		kill_machine(&service);
		snprintf(script, sizeof script,
			 "exec 2>&1; e2fsck -p \"$0\" || [ $? = 1 ]\n"
			 "set -e; mkdir \"$1\"\n"
			 "debugfs -R \"dump /store $1/store\" \"$0\"\n"
			 "%s\n"
			 "mke2fs -Fqt ext4 -b 4096 -d \"$1\" \"$0\"\n"
			 "rm -r \"$1\"",
			 spoil[i]);
		run((const char *[]){ "sh", "-c", script, disk, folder, NULL },
		    0);
		start(&service);
		service_expect_text(&service,
				    i < 2 ? "^VALUE 11111\nNONE\n$" :
					    "^VALUE 11111\nVALUE 22222\n$",
				    "GET one\nGET two\n");
		cr_expect(bytes_match(&service.process.out,
				      "^store: [0-9]+ bytes at the end were "
				      "not whole$"));
		kill_machine(&service);
		free(folder);
	}
}

/* What does not fit is refused, and what is there stays. */
Test(store, bears_a_full_disk)
{
	struct service service;
	struct bytes reply = { 0 };
	char text[1100];
	unsigned int taken = 0;

	run((const char *[]){ "mke2fs", "-Fqt", "ext4", "-b", "4096", disk,
			      "1M", NULL },
	    0);
	start(&service);
	do {
		snprintf(text, sizeof text, "SET key%u %01000u\n", taken,
			 taken);
		bytes_clear(&reply);
		cr_assert(tcp_exchange(LOOPBACK, service.port, text,
				       strlen(text), &reply, SERVICE_MS));
	} while (bytes_match(&reply, "^OK\n$") && ++taken < 2000);
	cr_expect(bytes_match(&reply, "^ERROR the store is full\n$"), "%u: %s",
		  taken, reply.data);
	kill_machine(&service);
	start(&service);
	snprintf(text, sizeof text, "^COUNT %u\nVALUE 0+%u\n$", taken,
		 taken - 1);
	bytes_clear(&reply);
	bytes_append_text(&reply, text);
	snprintf(text, sizeof text, "COUNT\nGET key%u\n", taken - 1);
	service_expect_text(&service, reply.data, text);
	bytes_free(&reply);
	service_stop(&service);
}
