/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Redis, as released, with an append-only file on a disk, appendfsync always:
 * each reply is an acknowledgement.  The file is read by a few lines here, and
 * by Redis in another VM.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net.h"
#include "powercut.h"

#define IMAGE PORT_IMAGE("redis", "redis-server")
#define PORT 6379
#define VALUE_MAX 3000

/* Key n has so many times the letter, and its number. */
static size_t value(char text[VALUE_MAX], unsigned int n)
{
	size_t length = n * 37 % (VALUE_MAX - 20);

	memset(text, 'a' + (int)(n % 26), length);
	return length + (size_t)snprintf(text + length, 20, "%u", n);
}

/* ---- the server ---- */

static bool send_text(const struct powercut *cut, const char *text)
{
	return send_all(cut->socket, text, strlen(text));
}

/* A line without its end; false: there is none. */
static bool receive_line(const struct powercut *cut, char *line, size_t room)
{
	struct bytes bytes = { 0 };
	bool good = true;

	while (good &&
	       (bytes.length < 2 || bytes.data[bytes.length - 1] != '\n'))
		good = receive(cut->socket, &bytes, 1);
	snprintf(line, room, "%.*s", good ? (int)bytes.length - 2 : 0,
		 bytes.data != NULL ? bytes.data : "");
	bytes_free(&bytes);
	return good;
}

static bool answers(const struct powercut *cut, const char *question,
		    const char *wanted)
{
	char line[256];

	return send_text(cut, question) &&
	       receive_line(cut, line, sizeof line) &&
	       strcmp(line, wanted) == 0;
}

static bool begin(struct powercut *cut)
{
	double deadline = now_ms() + STEP_MS;
	bool well = process_await(&cut->process, &cut->process.out,
				  "Ready to accept connections", STEP_MS);

	if (cut->socket >= 0)
		close(cut->socket);
	for (cut->socket = -1; well && now_ms() < deadline;) {
		cut->socket = tcp_connect(LOOPBACK, cut->port, STEP_MS);
		if (cut->socket >= 0 && answers(cut, "PING\r\n", "+PONG"))
			return true;
		process_read_for(&cut->process, 50);
	}
	return false;
}

static bool ask(struct powercut *cut, unsigned int n)
{
	char data[VALUE_MAX], head[100];
	size_t length = value(data, n);

	snprintf(head, sizeof head,
		 "*3\r\n$3\r\nSET\r\n$8\r\nk%07u\r\n$%zu\r\n", n, length);
	return send_text(cut, head) && send_all(cut->socket, data, length) &&
	       send_text(cut, "\r\n");
}

static bool hear(struct powercut *cut, unsigned int n)
{
	char line[256];

	(void)n;
	/* What it logs is taken, so that it never waits for us. */
	process_read_for(&cut->process, 0);
	return receive_line(cut, line, sizeof line) && strcmp(line, "+OK") == 0;
}

static bool check_in_vm(struct powercut *cut, unsigned int acknowledged)
{
	char line[256];
	unsigned int count;

	if (!send_text(cut, "DBSIZE\r\n") ||
	    !receive_line(cut, line, sizeof line) ||
	    sscanf(line, ":%u", &count) != 1 || count < acknowledged ||
	    count > acknowledged + 1) {
		fprintf(stderr, "%u keys: %s\n", acknowledged, line);
		return false;
	}
	for (unsigned int n = 1; n <= count; n++) {
		char data[VALUE_MAX], question[40], wanted[16];
		size_t length = value(data, n);
		struct bytes got = { 0 };
		bool same;

		snprintf(question, sizeof question, "GET k%07u\r\n", n);
		snprintf(wanted, sizeof wanted, "$%zu", length);
		same = answers(cut, question, wanted) &&
		       receive(cut->socket, &got, length + 2) &&
		       memcmp(got.data, data, length) == 0;
		bytes_free(&got);
		if (!same)
			return false;
	}
	return true;
}

static bool end(struct powercut *cut)
{
	send_text(cut, "SHUTDOWN NOSAVE\r\n");
	return process_wait(&cut->process, STEP_MS) && cut->process.status == 0;
}

/* ---- the file ---- */

/* How many commands "SET" there are from 1 on; what is after the last whole one
 * is the beginning of another, as Redis wants it.  -1: something else. */
static long count_sets(const char *at, const char *file_end)
{
	char data[VALUE_MAX], head[100];
	unsigned int n = 1;

	for (;; n++) {
		size_t length = value(data, n);
		size_t left = (size_t)(file_end - at);
		char whole[VALUE_MAX + 110];
		size_t size;

		snprintf(head, sizeof head,
			 "*3\r\n$3\r\nSET\r\n$8\r\nk%07u\r\n$%zu\r\n", n,
			 length);
		size = strlen(head);
		memcpy(whole, head, size);
		memcpy(whole + size, data, length);
		memcpy(whole + size + length, "\r\n", 2);
		size += length + 2;
		if (left < size)
			return memcmp(at, whole, left) == 0 ? (long)n - 1 : -1;
		if (memcmp(at, whole, size) != 0)
			return -1;
		at += size;
	}
}

/* A database is chosen by the first command. */
#define SELECT "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n"

static const char *check(const char *folder, unsigned int acknowledged)
{
	static char wrong[200];
	struct bytes file = { 0 };
	char path[300];
	size_t begins = strlen(SELECT);
	long count = 0;

	snprintf(path, sizeof path,
		 "%s/appendonlydir/appendonly.aof.1.incr.aof", folder);
	if (bytes_read_file(&file, path) && file.length >= begins)
		count = memcmp(file.data, SELECT, begins) != 0 ?
				-1 :
				count_sets(file.data + begins,
					   file.data + file.length);
	bytes_free(&file);
	if (count >= (long)acknowledged && count <= (long)acknowledged + 1)
		return NULL;
	snprintf(wrong, sizeof wrong,
		 "%u keys are acknowledged, the file has %ld", acknowledged,
		 count);
	return wrong;
}

static const char *const words[] = { IMAGE,
				     "/etc/redis/redis.conf",
				     "--dir",
				     "/data",
				     "--appendonly",
				     "yes",
				     "--appendfsync",
				     "always",
				     "--protected-mode",
				     "no",
				     "--save",
				     "",
				     NULL };
static const char *const ext4[] = { "-text4", NULL };

static const struct subject subject = {
	.name = "redis",
	.words = words,
	.words_to_check = words,
	.mke2fs = ext4,
	.guest_port = PORT,
	.begin = begin,
	.ask = ask,
	.hear = hear,
	.check = check,
	.check_in_vm = check_in_vm,
	.end = end,
};

static void need_image(void)
{
	if (access(IMAGE, F_OK) != 0)
		cr_skip("%s is not built (make port-redis)", IMAGE);
}

Test(redis, cuts)
{
	need_image();
	powercut_replay(&subject, powercut_number("DENALI_CHANGES", 20),
			powercut_number("DENALI_CUTS", 30), 30);
}

Test(redis, kills)
{
	need_image();
	powercut_kill(&subject, powercut_number("DENALI_KILLS", 1));
}
