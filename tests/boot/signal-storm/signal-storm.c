/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A hundred thousand queued signals for threads that compute with x87 and SSE
 * registers, hand a mutex to each other, sleep, and use the network, which the
 * handler uses as well: none is lost, none overtakes another, and nobody's
 * registers, mutex or datagrams suffer.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"
#include "guest/vectors.h"

#define SIGNALS 100000
#define WORKERS 6

struct worker {
	pthread_t thread;
	void (*work)(struct worker *worker);
	volatile int next;   /* the value that comes next */
	volatile int wrong;  /* values that did not */
	volatile long turns; /* of its work */
	int sent;
};

static volatile int done, started;
static __thread struct worker *self;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int inside; /* the mutex */
static int datagrams[2];    /* the second sends to the first */

/* Spoils every register it can, and goes through the network's lock. */
static void on_signal(int signal, siginfo_t *info, void *context)
{
	volatile double number = info->si_value.sival_int;

	(void)signal;
	(void)context;
	__asm__ volatile("movd %0, %%xmm5\n\tfldz\n\tfldz\n\tfstp %%st(0)\n\t"
			 "fstp %%st(0)"
			 :
			 : "r"(0xdeadbeef)
			 : "memory");
	number = number * 3.5;
	if (self->next != info->si_value.sival_int)
		self->wrong++;
	self->next = info->si_value.sival_int + 1;
	if (self->next % 16 == 0)
		send(datagrams[1], "h", 1, MSG_DONTWAIT);
}

static void compute(struct worker *worker)
{
	if (!vectors_kept((uint32_t)worker->turns, 3000))
		worker->wrong++;
}

static void exclude(struct worker *worker)
{
	pthread_mutex_lock(&mutex);
	if (inside++ != 0)
		worker->wrong++;
	sched_yield();
	inside--;
	pthread_mutex_unlock(&mutex);
}

static void rest(struct worker *worker)
{
	struct timespec time = { 0, 20000 };

	if (nanosleep(&time, NULL) != 0 && errno != EINTR)
		worker->wrong++;
}

static void transmit(struct worker *worker)
{
	if (send(datagrams[1], "x", 1, 0) < 0 && errno != ENOBUFS)
		worker->wrong++;
}

static void receive(struct worker *worker)
{
	char byte;

	if (recv(datagrams[0], &byte, 1, 0) < 0)
		worker->wrong += errno != EINTR && errno != EAGAIN;
	else
		worker->wrong += byte != 'x' && byte != 'h';
}

static struct worker workers[WORKERS] = {
	{ .work = compute }, { .work = exclude },  { .work = exclude },
	{ .work = rest },    { .work = transmit }, { .work = receive },
};

static void *run(void *argument)
{
	self = argument;
	started++;
	while (!done) {
		self->work(self);
		/* So that a queue that is full is soon empty. */
		if (++self->turns % 4 == 0)
			sched_yield();
	}
	return NULL;
}

/* Turns of all, so that those who queue wait for room. */
static void send_all(void)
{
	for (int i = 0; i < SIGNALS; i++) {
		struct worker *worker = &workers[i % WORKERS];
		union sigval value = { .sival_int = worker->sent };
		int error;

		while ((error = pthread_sigqueue(worker->thread, SIGRTMIN,
						 value)) == EAGAIN)
			sched_yield();
		EQUAL(error, 0);
		worker->sent++;
	}
}

static void open_sockets(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	struct timeval soon = { 0, 10000 };
	socklen_t length = sizeof name;

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	datagrams[0] = socket(AF_INET, SOCK_DGRAM, 0);
	datagrams[1] = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(datagrams[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
	if (bind(datagrams[0], (struct sockaddr *)&name, length) != 0 ||
	    getsockname(datagrams[0], (struct sockaddr *)&name, &length) != 0 ||
	    connect(datagrams[1], (struct sockaddr *)&name, length) != 0)
		exit(2);
}

static int have_all(void)
{
	for (int i = 0; i < WORKERS; i++)
		if (workers[i].next != workers[i].sent)
			return 0;
	return 1;
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO };
	time_t end;

	open_sockets();
	sigaction(SIGRTMIN, &action, NULL);
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&workers[i].thread, NULL, run,
				   &workers[i]) != 0)
			return 2;
	while (started < WORKERS)
		sched_yield();
	send_all();
	end = time(NULL) + 30;
	while (!have_all() && time(NULL) < end)
		sched_yield();
	done = 1;
	for (int i = 0; i < WORKERS; i++) {
		EQUAL(pthread_join(workers[i].thread, NULL), 0);
		EQUAL(workers[i].next, workers[i].sent);
		EQUAL(workers[i].wrong, 0);
		CHECK(workers[i].turns > 0);
	}
	return check_end();
}
