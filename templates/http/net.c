/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 */
#define _GNU_SOURCE /* accept4(), ppoll() */
#include "net.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* How long one call waits at most; then it waits again. */
#define WAIT_MAX_MS 3600000

/* How long a service goes on that was asked to stop.  Its host waits for 10
 * seconds, or as `grace` in the manifest says. */
#define STOP_MS 8000

static volatile sig_atomic_t stop_asked;
static int64_t stop_deadline = FOREVER; /* set while we wait */
static sigset_t while_waiting;

_Noreturn void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

unsigned int setting(const char *name, unsigned int least, unsigned int most,
		     unsigned int other)
{
	const char *text = getenv(name);
	unsigned long value;
	char *end;

	if (text == NULL)
		return other;
	value = strtoul(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && value >= least &&
	    value <= most)
		return (unsigned int)value;
	fprintf(stderr, "%s=%s: not a number from %u to %u\n", name, text,
		least, most);
	exit(1);
}

int open_port(int type, unsigned int port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)port) };
	int fd = socket(AF_INET6, type | SOCK_NONBLOCK, 0);
	int on = 1, off = 0;

	if (fd < 0)
		die("cannot make a socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		die("cannot have the port");
	if (type == SOCK_STREAM && listen(fd, SOMAXCONN) < 0)
		die("cannot listen");
	return fd;
}

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void note_stop(int number)
{
	(void)number;
	if (stop_asked == 0)
		stop_deadline = now_ms() + STOP_MS;
	stop_asked = 1;
}

/* The signal is let in only while we wait, so that it cannot come between a
 * look at stopping() and the wait, which then would not end. */
void catch_stop(void)
{
	struct sigaction action = { .sa_handler = note_stop };
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, &while_waiting);
	sigaction(SIGTERM, &action, NULL);
	/* Of a client that has gone the call that sends to it tells. */
	signal(SIGPIPE, SIG_IGN);
}

bool stopping(void)
{
	return stop_asked != 0;
}

bool serving(size_t clients)
{
	return !stopping() || (clients > 0 && now_ms() < stop_deadline);
}

void accept_clients(struct pollfd *port, void (*add)(int fd))
{
	int fd;

	if (port->fd < 0 || (port->revents == 0 && !stopping()))
		return;
	while ((fd = accept4(port->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0)
		add(fd);
	if (!stopping())
		return;
	close(port->fd);
	*port = (struct pollfd){ .fd = -1 };
}

void await(struct pollfd *polls, nfds_t count, int64_t deadline)
{
	struct timespec limit = { 0 };
	int64_t left = 0;
	sigset_t before;
	int ready;

	/* While sockets are always ready ppoll() need not let signals in. */
	sigprocmask(SIG_SETMASK, &while_waiting, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);

	if (deadline > stop_deadline)
		deadline = stop_deadline;
	if (deadline != FOREVER)
		left = deadline - now_ms();
	if (left < 0)
		left = 0;
	if (left > WAIT_MAX_MS)
		left = WAIT_MAX_MS;
	limit.tv_sec = (time_t)(left / 1000);
	limit.tv_nsec = (long)(left % 1000) * 1000000;
	ready = ppoll(polls, count, deadline == FOREVER ? NULL : &limit,
		      &while_waiting);
	if (ready < 0 && errno != EINTR)
		die("cannot wait");
	/* What poll() leaves in revents when it fails is of no use. */
	for (nfds_t i = 0; ready < 0 && i < count; i++)
		polls[i].revents = 0;
}
