/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * libevent by its own tests, and a server on it as its clients find it.
 *
 * Each of the library's tests wants a process of its own: one that changes what
 * the whole library uses has a VM of its own, the others share one by groups.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/shell.h"

#define START_MS 120000
#define RUN_MS 200000
#define REQUEST_MS 30000
/* Some measure times of a few milliseconds, on a machine that is emulated. */
#define TRIES 4
#define REGRESS PORT_IMAGE("libevent", "regress")
#define SERVER PORT_IMAGE("libevent", "server")

static const char *const left_out[] = {
	/* They fork. */
	"main/fork",
	"thread/forking",
	"util/log",
	/* It goes on in the process in which it has replaced malloc(). */
	"main/mm_functions",
	/* To the library a monotonic clock below 1 s, or 5 s, is not set. */
	"main/event_pending",
	"main/gettimeofday_cached",
	"main/gettimeofday_cached_sleep",
	/* To find "localhost" takes no descriptor here. */
	"dns/bufferevent_connect_hostname_emfile",
	/* They wait for addresses that nobody has, for ten seconds each. */
	"http/cancel_by_host_inactive_server",
	"http/cancel_by_host_no_ns",
	"http/cancel_by_host_no_ns_inactive_server",
	"http/cancel_by_host_ns_timeout",
	"http/cancel_by_host_ns_timeout_inactive_server",
	"http/cancel_inactive_server",
	"http/connection_fail",
};
#define LEFT_OUT (sizeof left_out / sizeof *left_out)

static bool is_left_out(const char *name)
{
	for (unsigned i = 0; i < LEFT_OUT; i++)
		if (strcmp(left_out[i], name) == 0)
			return true;
	return false;
}

/* Runs a test, or a group; the process is the caller's to finish. */
static bool run_tests(struct process *process, const char *tests)
{
	struct command command;

	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "-m", "64M", REGRESS, "--no-fork",
					  "--timeout", "0", tests, NULL });
	for (unsigned i = 0; i < LEFT_OUT; i++)
		command_add(&command, ":%s", left_out[i]);
	command_start(&command, process);
	command_free(&command);
	return process_wait(process, RUN_MS) && process->status == 0 &&
	       bytes_match(&process->out, "^[0-9]+ tests ok\\.");
}

static void expect_tests(const char *tests)
{
	struct process process;
	bool good = false;

	for (int i = 0; i < TRIES && !good; i++) {
		good = run_tests(&process, tests);
		if (!good && i == TRIES - 1)
			cr_expect(false, "%s: status %d: %s%s", tests,
				  process.status, process.out.data,
				  process.err.data);
		process_finish(&process);
	}
}

/* Groups whose tests leave nothing behind. */
#define GROUPS(group)                                                          \
	Test(libevent, group)                                                  \
	{                                                                      \
		expect_tests(#group "/..");                                    \
	}
GROUPS(evbuffer)
GROUPS(evtag)
GROUPS(heap)
GROUPS(http)
GROUPS(rpc)
GROUPS(signal)
GROUPS(thread)
GROUPS(util)

/* All others, one by one. */
static void expect_each(const char *group)
{
	struct process list;
	char *line, *rest, name[128];
	int count = 0;

	denali_start(&list, "--net", "none", REGRESS, "--list-tests", NULL);
	cr_assert(process_wait(&list, START_MS));
	for (line = strtok_r(list.out.data, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " %127s", name) != 1 ||
		    strncmp(name, group, strlen(group)) != 0 ||
		    is_left_out(name))
			continue;
		expect_tests(name);
		count++;
	}
	cr_expect_gt(count, 2, "%s: %d tests", group, count);
	process_finish(&list);
}

#define EACH(group)                                                            \
	Test(libevent, group)                                                  \
	{                                                                      \
		expect_each(#group "/");                                       \
	}
EACH(bufferevent)
EACH(dns)
EACH(et)
EACH(finalize)
EACH(listener)
EACH(main)

/* Starts the server; HTTP is on the port, lines are on the next. */
static uint16_t start(struct process *process)
{
	uint16_t port = free_ports(2);
	char http[32], lines[32];

	snprintf(http, sizeof http, "%u:80", port);
	snprintf(lines, sizeof lines, "%u:7", port + 1);
	denali_start(process, "-p", http, "-p", lines, SERVER, NULL);
	cr_assert(process_await(process, &process->out,
				"^libevent 2\\.1\\.12-stable by epoll$",
				START_MS),
		  "%s%s", process->out.data, process->err.data);
	return port;
}

static void expect_shell(uint16_t port, const char *words)
{
	shell_expect(REQUEST_MS, "", "url=http://" LOOPBACK ":%u; %s", port,
		     words);
}

Test(libevent, server)
{
	struct process process;
	struct bytes reply = { 0 };
	uint16_t port = start(&process);

	expect_shell(port, "curl -sS $url/ $url/ -w '%{num_connects}\\n' |"
			   " tr -d '\\n' | grep -q 'Hello.*1.*Hello.*0'");
	expect_shell(port, "seq 20000 | curl -sS --data-binary @- $url/echo |"
			   " { seq 20000 | cmp - /dev/fd/3; } 3<&0");
	expect_shell(port, "test 404 = $(curl -sS -o /dev/null -w "
			   "'%{http_code}' $url/other)");
	/* Others are served while one waits. */
	expect_shell(port, "curl -sS $url/slow $url/slow >/dev/null & "
			   "curl -sS $url/ | grep -q Hello; wait $!");
	cr_expect(tcp_exchange(LOOPBACK, (uint16_t)(port + 1), "a\r\nb\n", 5,
			       &reply, REQUEST_MS));
	cr_expect_str_eq(reply.data, "1: a\n2: b\n", "%s", reply.data);
	process_close_input(&process);
	cr_expect(process_await(&process, &process.out, "^ended$", REQUEST_MS));
	cr_expect(process_wait(&process, REQUEST_MS));
	cr_expect_eq(process.status, 0, "status %d", process.status);
	bytes_free(&reply);
	process_finish(&process);
}
