/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Redis as redis-cli and redis-benchmark find it.
 */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/shell.h"

#define START_MS 120000
#define REQUEST_MS 120000
#define SERVER PORT_IMAGE("redis", "redis-server")
#define HERE "examples/ports/redis/"
#define IN_MEMORY "/etc/redis/redis.conf"
#define ON_DISK "/etc/redis/disk.conf"

struct server {
	struct process process;
	uint16_t port;
};

/* Starts it in so much memory, with a disk if that is not NULL. */
static void start(struct server *server, const char *memory, const char *disk)
{
	struct command command = { 0 };

	server->port = free_ports(1);
	command_denali(&command);
	command_add(&command, "-p");
	command_add(&command, "%u:6379", server->port);
	command_add(&command, "-m");
	command_add(&command, "%s", memory);
	if (disk != NULL) {
		command_add(&command, "-v");
		command_add(&command, "%s", disk);
	}
	command_add(&command, SERVER);
	command_add(&command, disk != NULL ? ON_DISK : IN_MEMORY);
	command_start(&command, &server->process);
	command_free(&command);
	cr_assert(process_await(&server->process, &server->process.out,
				"Ready to accept connections", START_MS),
		  "%s%s", server->process.out.data, server->process.err.data);
}

/* Runs a shell's words, in which $cli asks the server and $port is its port;
 * what they print must match. */
static void expect(const struct server *server, const char *words,
		   const char *expression)
{
	shell_expect(REQUEST_MS, expression,
		     "port=%u; cli=\"redis-cli -p $port\"; %s", server->port,
		     words);
}

/* SHUTDOWN ends the VM with status 0. */
static void stop(struct server *server)
{
	expect(server, "$cli shutdown", "^$");
	cr_expect(process_wait(&server->process, REQUEST_MS));
	cr_expect_eq(server->process.status, 0, "status %d: %s%s",
		     server->process.status, server->process.out.data,
		     server->process.err.data);
	process_finish(&server->process);
}

static void expect_waiting(const struct server *server)
{
	expect(server,
	       "$cli set soon gone px 20; "
	       "while [ \"$($cli exists soon)\" = 1 ]; do :; done",
	       "^OK$");
	expect(server,
	       "$cli blpop queue 60 & "
	       "until $cli info clients | grep -q blocked_clients:1;"
	       "do :; done;"
	       "$cli rpush queue job; wait",
	       "^queue$");
	expect(server,
	       "{ $cli subscribe news & } | { read a; read b; read c;"
	       "$cli publish news flash; read d; read e; read f;"
	       "echo heard $f; $cli client kill type pubsub; }",
	       "^heard flash$");
}

static void expect_large_values(const struct server *server)
{
	expect(server,
	       "yes large | head -c 3000000 | tee build/tests/redis.large | "
	       "$cli -x set large; $cli strlen large; "
	       "$cli get large | head -c 3000000 | "
	       "cmp build/tests/redis.large - && $cli del large",
	       "^3000000$");
}

Test(redis, answers)
{
	struct server server;

	start(&server, "32M", NULL);
	expect(&server,
	       "$cli <" HERE "commands.txt | diff " HERE "commands.expected -",
	       "^$");
	expect(&server, "$cli info server", "multiplexing_api:epoll");
	expect_waiting(&server);
	expect_large_values(&server);
	stop(&server);
}

/* QEMU's user network may give up some of very many new connections where the
 * machine is busy, for which the benchmark ends: three tries. */
static void expect_benchmark(const struct server *server, const char *options)
{
	char words[320];

	snprintf(words, sizeof words,
		 "for try in 1 2 3; do"
		 " if all=$(redis-benchmark -p $port --csv %s 2>&1 |"
		 " tr -d '\"' | grep -v Error) &&"
		 " [ \"${all#*GET}\" != \"$all\" ];"
		 " then break; fi; done; echo \"$all\"",
		 options);
	expect(server, words, "^SET,[1-9].*\nGET,[1-9]");
}

Test(redis, serves_many_clients)
{
	struct server server;

	start(&server, "64M", NULL);
	expect_benchmark(&server, "-t set,get -n 5000");
	expect_benchmark(&server, "-t set,get -n 5000 -c 500");
	expect_benchmark(&server, "-t set,get -n 5000 -P 16 -d 1000");
	expect(&server,
	       "until $cli info clients | grep -q connected_clients:1.$;"
	       "do :; done",
	       "^$");
	stop(&server);
}

/* What it may need to start and serve. */
Test(redis, serves_in_4_mib)
{
	struct server server;

	start(&server, "4M", NULL);
	expect_benchmark(&server, "-t set,get -n 2000 -c 5");
	stop(&server);
}

#define DISK "build/tests/redis.disk"

/* What was there before SHUTDOWN is there when it runs again, and the file
 * system is whole. */
Test(redis, keeps_data_on_a_disk)
{
	struct server server;

	cr_assert_eq(system("rm -f " DISK "; truncate -s 32M " DISK
			    "; mke2fs -q -t ext4 " DISK),
		     0);
	start(&server, "16M", DISK);
	expect(&server, "$cli config set appendfsync always", "^OK$");
	expect_benchmark(&server, "-t set,get -n 500 -r 100000000");
	expect(&server, "$cli set k v; $cli dbsize; $cli save",
	       "^OK\n501\nOK$");
	stop(&server);
	start(&server, "16M", DISK);
	expect(&server, "$cli get k; $cli dbsize", "^v\n501$");
	stop(&server);
	cr_expect_eq(system("e2fsck -fn " DISK " >/dev/null 2>&1"), 0);
}
