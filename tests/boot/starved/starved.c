/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Calls that need memory, with less and less of it: each either works or fails
 * with an errno that says so, in time, and leaves nothing behind.
 *
 * All of the heap but one free block is taken.  The sizes of that block are
 * such that each allocation of a call is once the one that fails.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <ilwaco/heap.h>

#include "guest/check.h"

#define PORT 7000
#define WAIT_MS 50 /* for what the network has dropped for want of memory */
#define FINE 2048
#define FINE_STEP 64
#define COARSE 98304
#define COARSE_STEP 4096
#define TAKEN 4096

static void *taken[TAKEN];
static int taken_count;
static int worked; /* of the calls of one scenario */

/* ---- scarcity ---- */

static void take_until(size_t size)
{
	void *block;

	while (taken_count < TAKEN && (block = ilw_heap_allocate(size)) != NULL)
		taken[taken_count++] = block;
}

static void make_scarce(size_t left)
{
	void *reserve = ilw_heap_allocate(left);

	for (size_t size = 1 << 20; size >= 16; size /= 2)
		take_until(size);
	ilw_heap_free(reserve);
}

static void make_plenty(void)
{
	while (taken_count > 0)
		ilw_heap_free(taken[--taken_count]);
}

/* ---- what may come of a call ---- */

static bool scarce(int error)
{
	return error == ENOMEM || error == ENOBUFS || error == EAGAIN ||
	       error == ENOSPC || error == EMFILE;
}

/* Of a call that returns -1 and errno. */
static bool came(int result, int line)
{
	if (result >= 0) {
		worked++;
		return true;
	}
	check_that(scarce(errno), __FILE__, line, "errno says scarce");
	return false;
}
#define CAME(call) came((call), __LINE__)

/* Of a call that returns an error. */
static bool well(int error, int line)
{
	if (error == 0) {
		worked++;
		return true;
	}
	errno = error;
	check_that(scarce(error), __FILE__, line, "the error says scarce");
	return false;
}
#define WELL(call) well((call), __LINE__)

static bool ready(int fd, short events)
{
	struct pollfd entry = { .fd = fd, .events = events };

	return poll(&entry, 1, WAIT_MS) == 1 && (entry.revents & events);
}

static void exchange(int from, int to)
{
	char byte = 'x';

	if (CAME(send(from, &byte, 1, MSG_DONTWAIT)) && ready(to, POLLIN))
		CAME(recv(to, &byte, 1, MSG_DONTWAIT));
}

/* ---- scenarios ---- */

static void *return_at_once(void *argument)
{
	return argument;
}

static void threads(void)
{
	pthread_t thread;
	pthread_key_t key;

	if (WELL(pthread_create(&thread, NULL, return_at_once, NULL)))
		pthread_join(thread, NULL);
	if (WELL(pthread_key_create(&key, NULL))) {
		WELL(pthread_setspecific(key, &key));
		pthread_setspecific(key, NULL);
		pthread_key_delete(key);
	}
}

static void pipes(void)
{
	int fds[2];
	char data[8] = "abcdefg";

	if (!CAME(pipe(fds)))
		return;
	CAME(write(fds[1], data, sizeof data));
	CAME(read(fds[0], data, sizeof data));
	close(fds[0]);
	close(fds[1]);
}

static void watching(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int set = epoll_create1(0), counter = eventfd(1, EFD_NONBLOCK);

	if (CAME(set) && CAME(counter) &&
	    CAME(epoll_ctl(set, EPOLL_CTL_ADD, counter, &event)))
		EQUAL(epoll_wait(set, &event, 1, 0), 1);
	close(set);
	close(counter);
}

static void many_polled(void)
{
	struct pollfd entries[40];

	for (int i = 0; i < 40; i++)
		entries[i] = (struct pollfd){ .fd = 0, .events = POLLPRI };
	CAME(poll(entries, 40, 1));
}

static void local_sockets(void)
{
	int fds[2];

	if (!CAME(socketpair(AF_UNIX, SOCK_STREAM, 0, fds)))
		return;
	exchange(fds[0], fds[1]);
	close(fds[0]);
	close(fds[1]);
}

static void datagrams(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(PORT),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (CAME(fd) && CAME(bind(fd, (struct sockaddr *)&to, sizeof to)) &&
	    CAME(connect(fd, (struct sockaddr *)&to, sizeof to)))
		exchange(fd, fd);
	close(fd);
}

static int listener(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(PORT + 1) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	const int on = 1;

	if (CAME(fd) &&
	    CAME(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)) &&
	    CAME(bind(fd, (struct sockaddr *)&at, sizeof at)) &&
	    CAME(listen(fd, 4)))
		return fd;
	close(fd);
	return -1;
}

/* A segment that finds no memory is lost, as on a wire, and sent again later:
 * what is not there in time is let go. */
static void streams(void)
{
	const struct linger reset = { 1, 0 };
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(PORT + 1),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int server = listener(), accepted = -1, client;

	if (server < 0)
		return;
	client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (CAME(client)) {
		if (connect(client, (struct sockaddr *)&to, sizeof to) < 0 &&
		    errno != EINPROGRESS)
			CAME(-1);
		if (ready(server, POLLIN))
			CAME(accepted = accept(server, NULL, NULL));
		setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	}
	if (accepted >= 0 && ready(client, POLLOUT))
		exchange(client, accepted);
	close(client);
	close(accepted);
	close(server);
}

static void names(void)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICHOST };
	struct addrinfo *found = NULL;
	int error = getaddrinfo("127.0.0.1", "80", &hints, &found);

	if (error == 0) {
		worked++;
		freeaddrinfo(found);
	} else {
		CHECK(error == EAI_MEMORY);
	}
}

static void mappings(void)
{
	void *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (CAME(pages == MAP_FAILED ? -1 : 0))
		munmap(pages, 8192);
}

static void files(void)
{
	FILE *file = fopen("/dev/zero", "r");
	char data[8];

	if (!CAME(file == NULL ? -1 : 0))
		return;
	fread(data, 1, sizeof data, file);
	fclose(file);
}

static void strings(void)
{
	char *copy = strdup("a string of some length, to be copied");

	if (CAME(copy == NULL ? -1 : 0))
		free(copy);
}

static const struct scenario {
	const char *name;
	void (*run)(void);
} scenarios[] = {
	{ "threads", threads },
	{ "pipes", pipes },
	{ "epoll and eventfd", watching },
	{ "poll", many_polled },
	{ "local sockets", local_sockets },
	{ "datagrams", datagrams },
	{ "streams", streams },
	{ "names", names },
	{ "mappings", mappings },
	{ "files", files },
	{ "strings", strings },
};
#define SCENARIOS (sizeof scenarios / sizeof scenarios[0])

static size_t in_use(void)
{
	struct ilw_heap_usage usage = ilw_heap_usage();

	return usage.total - usage.free;
}

/* Memory that a call leaves to be freed a moment later (a thread's stack, a
 * segment on its way) is waited for. */
static void expect_nothing_left(size_t before, const char *name, size_t left)
{
	for (int i = 0; i < 200 && in_use() > before; i++)
		poll(NULL, 0, 5);
	if (in_use() <= before)
		return;
	check_failures++;
	printf("%s with %zu bytes: %zu are left behind\n", name, left,
	       in_use() - before);
}

static int try_with(const struct scenario *scenario, size_t left)
{
	size_t before = in_use();

	make_scarce(left);
	worked = 0;
	scenario->run();
	make_plenty();
	expect_nothing_left(before, scenario->name, left);
	return worked;
}

/* With plenty it must work, with nothing some of it must not. */
static void try_all(const struct scenario *scenario)
{
	int with_plenty, with_nothing;

	worked = 0;
	scenario->run(); /* makes what stays */
	worked = 0;
	scenario->run();
	with_plenty = worked;
	with_nothing = try_with(scenario, 0);
	for (size_t left = 0; left < FINE; left += FINE_STEP)
		try_with(scenario, left);
	for (size_t left = FINE; left <= COARSE; left += COARSE_STEP)
		try_with(scenario, left);
	worked = 0;
	scenario->run();
	printf("%s: %d with plenty, %d with nothing\n", scenario->name,
	       with_plenty, with_nothing);
	EQUAL(worked, with_plenty);
	CHECK(with_nothing < with_plenty);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < SCENARIOS; i++)
		if (argc < 2 || strcmp(argv[1], scenarios[i].name) == 0)
			try_all(&scenarios[i]);
	return check_end();
}
