/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Message queues: names, order, blocking, limits, and being told.
 */
#include <limits.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"

#define NAME "/queue"

static const struct mq_attr small = { .mq_maxmsg = 2, .mq_msgsize = 8 };

static mqd_t open_small(int flags)
{
	return mq_open(NAME, O_CREAT | O_RDWR | flags, 0600, &small);
}

static struct timespec after_ms(long milliseconds)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_nsec += milliseconds * 1000000;
	time.tv_sec += time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	return time;
}

static void check_names(void)
{
	struct mq_attr bad = { .mq_maxmsg = 0, .mq_msgsize = 8 };
	char longest[300];
	mqd_t one, two;

	memset(longest, 'n', sizeof longest);
	longest[299] = '\0';
	FAILS(mq_open(NAME, O_RDWR), ENOENT);
	FAILS(mq_open("/", O_CREAT | O_RDWR, 0600, NULL), EINVAL);
	FAILS(mq_open("/a/b", O_CREAT | O_RDWR, 0600, NULL), EINVAL);
	FAILS(mq_open(longest, O_CREAT | O_RDWR, 0600, NULL), ENAMETOOLONG);
	FAILS(mq_open(NAME, O_CREAT | O_RDWR, 0600, &bad), EINVAL);
	bad = (struct mq_attr){ .mq_maxmsg = 8, .mq_msgsize = -1 };
	FAILS(mq_open(NAME, O_CREAT | O_RDWR, 0600, &bad), EINVAL);
	FAILS(mq_unlink(NAME), ENOENT);
	FAILS(mq_unlink(longest), ENAMETOOLONG);
	one = open_small(0);
	CHECK(one >= 0);
	FAILS(open_small(O_EXCL), EEXIST);
	two = mq_open("queue", O_RDWR);
	CHECK(two >= 0 && two != one);
	EQUAL(mq_send(one, "a", 1, 0), 0);
	EQUAL(mq_unlink(NAME), 0);
	FAILS(mq_open(NAME, O_RDWR), ENOENT);
	EQUAL(mq_receive(two, longest, 8, NULL), 1);
	EQUAL(mq_close(one), 0);
	FAILS(mq_close(one), EBADF);
	EQUAL(mq_close(two), 0);
	FAILS(mq_close(0), EBADF);
}

static void check_order(void)
{
	mqd_t queue = open_small(O_NONBLOCK);
	unsigned int priority = 9;
	char data[8];

	FAILS(mq_receive(queue, data, 8, NULL), EAGAIN);
	EQUAL(mq_send(queue, "low", 3, 1), 0);
	EQUAL(mq_send(queue, "", 0, 7), 0);
	FAILS(mq_send(queue, "full", 4, 7), EAGAIN);
	EQUAL(mq_receive(queue, data, 8, &priority), 0);
	EQUAL(priority, 7);
	EQUAL(mq_send(queue, "second", 6, 1), 0);
	EQUAL(mq_receive(queue, data, 8, &priority), 3);
	CHECK(memcmp(data, "low", 3) == 0 && priority == 1);
	EQUAL(mq_receive(queue, data, 8, NULL), 6);
	FAILS(mq_send(queue, "too long.", 9, 0), EMSGSIZE);
	FAILS(mq_receive(queue, data, 7, NULL), EMSGSIZE);
	FAILS(mq_send(queue, "", 0, MQ_PRIO_MAX), EINVAL);
	EQUAL(mq_send(queue, "", 0, MQ_PRIO_MAX - 1), 0);
	FAILS(mq_send(99, "", 0, 0), EBADF);
	FAILS(mq_receive(0, data, 8, NULL), EBADF);
	EQUAL(mq_unlink(NAME), 0);
	EQUAL(mq_close(queue), 0); /* with a message in it */
}

static void check_access(void)
{
	mqd_t queue = mq_open(NAME, O_CREAT | O_RDONLY, 0600, &small);
	mqd_t writer = mq_open(NAME, O_WRONLY | O_NONBLOCK);
	char data[8];

	FAILS(mq_send(queue, "x", 1, 0), EBADF);
	FAILS(mq_receive(writer, data, 8, NULL), EBADF);
	EQUAL(mq_unlink(NAME), 0);
	EQUAL(mq_close(queue), 0);
	EQUAL(mq_close(writer), 0);
}

static void check_attributes(void)
{
	mqd_t queue = open_small(0);
	struct mq_attr now, old;

	EQUAL(mq_send(queue, "x", 1, 0), 0);
	EQUAL(mq_getattr(queue, &now), 0);
	CHECK(now.mq_maxmsg == 2 && now.mq_msgsize == 8 &&
	      now.mq_curmsgs == 1 && now.mq_flags == 0);
	now.mq_flags = O_NONBLOCK;
	now.mq_maxmsg = 77;
	EQUAL(mq_setattr(queue, &now, &old), 0);
	CHECK(old.mq_flags == 0 && old.mq_curmsgs == 1);
	EQUAL(mq_setattr(queue, &now, NULL), 0);
	EQUAL(mq_getattr(queue, &now), 0);
	CHECK(now.mq_flags == O_NONBLOCK && now.mq_maxmsg == 2);
	FAILS(mq_getattr(0, &now), EBADF);
	FAILS(mq_setattr(99, &now, NULL), EBADF);
	mq_unlink(NAME);
	mq_close(queue);
	queue = mq_open(NAME, O_CREAT | O_RDWR, 0600, NULL);
	EQUAL(mq_getattr(queue, &now), 0);
	CHECK(now.mq_maxmsg == 10 && now.mq_msgsize == 8192);
	EQUAL(sysconf(_SC_MQ_PRIO_MAX), MQ_PRIO_MAX);
	mq_unlink(NAME);
	mq_close(queue);
}

static void check_times(void)
{
	mqd_t queue = open_small(0);
	struct timespec past = { 0 }, none = { .tv_nsec = 1000000000 };
	struct timespec soon = after_ms(20);
	char data[8];

	FAILS(mq_timedreceive(queue, data, 8, NULL, &past), ETIMEDOUT);
	FAILS(mq_timedreceive(queue, data, 8, NULL, &none), EINVAL);
	FAILS(mq_timedreceive(queue, data, 8, NULL, &soon), ETIMEDOUT);
	EQUAL(mq_timedsend(queue, "1", 1, 0, &none), 0);
	EQUAL(mq_timedsend(queue, "2", 1, 0, &past), 0);
	FAILS(mq_timedsend(queue, "3", 1, 0, &past), ETIMEDOUT);
	FAILS(mq_timedsend(queue, "3", 1, 0, &none), EINVAL);
	EQUAL(mq_timedreceive(queue, data, 8, NULL, &none), 1);
	mq_unlink(NAME);
	mq_close(queue);
}

#define MESSAGES 3000

static void *produce(void *argument)
{
	mqd_t queue = *(mqd_t *)argument;

	for (int i = 0; i < MESSAGES; i++)
		EQUAL(mq_send(queue, (char *)&i, sizeof i, (unsigned)i % 3), 0);
	return NULL;
}

static void check_threads(void)
{
	mqd_t queue = open_small(0);
	pthread_t threads[2];
	long sum = 0;
	int number;

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, produce, &queue);
	for (int i = 0; i < 2 * MESSAGES; i++) {
		EQUAL(mq_receive(queue, (char *)&number, 8, NULL),
		      sizeof number);
		sum += number;
	}
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	EQUAL(sum, (long)MESSAGES * (MESSAGES - 1));
	mq_unlink(NAME);
	mq_close(queue);
}

static void check_poll(void)
{
	mqd_t queue = open_small(0);
	struct pollfd ready = { .fd = queue, .events = POLLIN | POLLOUT };
	char data[8];

	EQUAL(poll(&ready, 1, 0), 1);
	EQUAL(ready.revents, POLLOUT);
	mq_send(queue, "1", 1, 0);
	mq_send(queue, "2", 1, 0);
	EQUAL(poll(&ready, 1, 0), 1);
	EQUAL(ready.revents, POLLIN);
	mq_receive(queue, data, 8, NULL);
	EQUAL(poll(&ready, 1, -1), 1);
	EQUAL(ready.revents, POLLIN | POLLOUT);
	mq_unlink(NAME);
	mq_close(queue);
}

static volatile sig_atomic_t signals, value, code;

static void handle(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	signals++;
	value = info->si_value.sival_int;
	code = info->si_code;
}

static sem_t called;

static void note(union sigval argument)
{
	EQUAL(argument.sival_int, 43);
	sem_post(&called);
}

static void check_notice(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGUSR1 };
	mqd_t queue = open_small(O_NONBLOCK);
	char data[8];

	action.sa_sigaction = handle;
	sigaction(SIGUSR1, &action, NULL);
	event.sigev_value.sival_int = 42;
	EQUAL(mq_notify(queue, &event), 0);
	FAILS(mq_notify(queue, &event), EBUSY);
	FAILS(mq_notify(0, &event), EBADF);
	mq_send(queue, "1", 1, 0);
	CHECK(signals == 1 && value == 42 && code == SI_MESGQ);
	mq_receive(queue, data, 8, NULL);
	mq_send(queue, "1", 1, 0);
	EQUAL(signals, 1);
	EQUAL(mq_notify(queue, &event), 0);
	mq_send(queue, "2", 1, 0); /* was not empty */
	EQUAL(signals, 1);
	EQUAL(mq_notify(queue, NULL), 0);
	mq_receive(queue, data, 8, NULL);
	mq_receive(queue, data, 8, NULL);
	mq_send(queue, "1", 1, 0);
	EQUAL(signals, 1);
	mq_receive(queue, data, 8, NULL);
	event = (struct sigevent){ .sigev_notify = SIGEV_THREAD,
				   .sigev_notify_function = note };
	event.sigev_value.sival_int = 43;
	sem_init(&called, 0, 0);
	EQUAL(mq_notify(queue, &event), 0);
	mq_send(queue, "1", 1, 0);
	EQUAL(sem_wait(&called), 0);
	event.sigev_notify = 77;
	FAILS(mq_notify(queue, &event), EINVAL);
	event = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL,
				   .sigev_signo = 0 };
	FAILS(mq_notify(queue, &event), EINVAL);
	mq_unlink(NAME);
	mq_close(queue);
}

static volatile sig_atomic_t received;

static void *disturb(void *argument)
{
	while (!received) {
		pthread_kill(*(pthread_t *)argument, SIGUSR1);
		usleep(1000);
	}
	return NULL;
}

static void check_interrupted(void)
{
	mqd_t queue = open_small(0);
	pthread_t self = pthread_self(), thread;
	char data[8];

	pthread_create(&thread, NULL, disturb, &self);
	FAILS(mq_receive(queue, data, 8, NULL), EINTR);
	received = 1;
	pthread_join(thread, NULL);
	mq_unlink(NAME);
	mq_close(queue);
}

int main(void)
{
	check_names();
	check_order();
	check_access();
	check_attributes();
	check_times();
	check_threads();
	check_poll();
	check_notice();
	check_interrupted();
	return check_end();
}
