/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ends as its argument says, by a signal.  The host's request to stop comes
 * from the program itself: the word that the kernel would write is shared.
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/calls.h>
#include <ilwaco/registers.h>

static jmp_buf jump;

static void say(int signal)
{
	(void)signal;
	(void)!write(1, "handled\n", 8);
}

static void say_and_end(int signal)
{
	say(signal);
	exit(7);
}

static void leave(int signal)
{
	say(signal);
	longjmp(jump, 1);
}

static void never(void)
{
	(void)!write(1, "atexit\n", 7);
}

static void ask_to_stop(void)
{
	__atomic_fetch_or(&ilw_shared()->pending, DENALI_EVENT_STOP,
			  __ATOMIC_RELAXED);
	pause();
}

static void *send(void *signal)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	kill(getpid(), (int)(intptr_t)signal);
	return NULL;
}

/* By another thread that blocks it. */
static void be_sent(int signal)
{
	pthread_t thread;

	pthread_create(&thread, NULL, send, (void *)(intptr_t)signal);
	pthread_join(thread, NULL);
	pause();
}

static void break_pipe(void)
{
	int ends[2];

	if (pipe(ends) != 0)
		return;
	close(ends[0]);
	(void)!write(ends[1], "x", 1);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	if (strcmp(how, "pipe") == 0) {
		break_pipe();
	} else if (strcmp(how, "pipe-handled") == 0) {
		signal(SIGPIPE, say_and_end);
		break_pipe();
	} else if (strcmp(how, "term") == 0) {
		atexit(never);
		raise(SIGTERM);
	} else if (strcmp(how, "user") == 0) {
		be_sent(SIGUSR1);
	} else if (strcmp(how, "real-time") == 0) {
		be_sent(SIGRTMIN);
	} else if (strcmp(how, "kill") == 0) {
		be_sent(SIGKILL);
	} else if (strcmp(how, "fault") == 0) {
		raise(SIGSEGV);
	} else if (strcmp(how, "abort") == 0) {
		signal(SIGABRT, say);
		sighold(SIGABRT);
		abort();
	} else if (strcmp(how, "abort-left") == 0) {
		signal(SIGABRT, leave);
		if (setjmp(jump) == 0)
			abort();
		return 3;
	} else if (strcmp(how, "stop") == 0) {
		ask_to_stop();
	} else if (strcmp(how, "stop-handled") == 0) {
		signal(SIGTERM, say_and_end);
		ask_to_stop();
	} else if (strcmp(how, "stop-awaited") == 0) {
		sigset_t set;
		int got = 0;

		sigemptyset(&set);
		sigaddset(&set, SIGTERM);
		sigprocmask(SIG_BLOCK, &set, NULL);
		__atomic_fetch_or(&ilw_shared()->pending, DENALI_EVENT_STOP,
				  __ATOMIC_RELAXED);
		sigwait(&set, &got);
		return got;
	}
	return 99;
}
