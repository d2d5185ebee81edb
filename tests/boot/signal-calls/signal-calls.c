/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signals: actions, masks, pending ones, order, waiting, stacks, jumps; and
 * each error that the calls know.
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest/check.h"

static volatile sig_atomic_t count, last, order[16];
static siginfo_t told;
static sigset_t seen; /* the mask in a handler */
static char *where;   /* its stack */

static void on_signal(int signal)
{
	char here;

	if (count < 16)
		order[count] = signal;
	count++;
	last = signal;
	pthread_sigmask(SIG_BLOCK, NULL, &seen);
	where = &here;
	errno = ENOTSUP;
}

static void on_info(int signal, siginfo_t *info, void *context)
{
	(void)context;
	told = *info;
	on_signal(signal);
}

static sigset_t set_of(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	return set;
}

static void handle(int signal, int flags)
{
	struct sigaction action = { .sa_sigaction = on_info,
				    .sa_flags = SA_SIGINFO | flags };

	count = 0;
	EQUAL(sigaction(signal, &action, NULL), 0);
}

static void block(int signal)
{
	sigset_t set = set_of(signal);

	EQUAL(sigprocmask(SIG_BLOCK, &set, NULL), 0);
}

static void unblock(int signal)
{
	sigset_t set = set_of(signal);

	EQUAL(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
}

static void test_sets(void)
{
	sigset_t set;

	EQUAL(sigemptyset(&set), 0);
	for (int i = 1; i < NSIG; i++)
		EQUAL(sigismember(&set, i), 0);
	EQUAL(sigaddset(&set, SIGRTMAX), 0);
	EQUAL(sigismember(&set, SIGRTMAX), 1);
	EQUAL(sigismember(&set, SIGRTMAX - 32), 0);
	EQUAL(sigdelset(&set, SIGRTMAX), 0);
	EQUAL(sigisemptyset(&set), 1);
	EQUAL(sigfillset(&set), 0);
	EQUAL(sigismember(&set, 1), 1);
	FAILS(sigaddset(&set, 0), EINVAL);
	FAILS(sigdelset(&set, NSIG), EINVAL);
	FAILS(sigismember(&set, -1), EINVAL);
}

static void test_action(void)
{
	struct sigaction old, action = { .sa_handler = on_signal };
	int error;

	FAILS(sigaction(0, &action, NULL), EINVAL);
	FAILS(sigaction(NSIG, NULL, &old), EINVAL);
	FAILS(sigaction(SIGKILL, &action, NULL), EINVAL);
	FAILS(sigaction(SIGSTOP, &action, NULL), EINVAL);
	EQUAL(sigaction(SIGKILL, NULL, &old), 0);
	CHECK(old.sa_handler == SIG_DFL);
	action.sa_mask = set_of(SIGUSR2);
	EQUAL(sigaction(SIGUSR1, &action, NULL), 0);
	EQUAL(sigaction(SIGUSR1, NULL, &old), 0);
	CHECK(old.sa_handler == on_signal);
	EQUAL(sigismember(&old.sa_mask, SIGUSR2), 1);
	count = 0;
	EQUAL(raise(SIGUSR1), 0);
	EQUAL(count, 1);
	EQUAL(sigismember(&seen, SIGUSR1), 1);
	EQUAL(sigismember(&seen, SIGUSR2), 1);
	EQUAL(sigismember(&seen, SIGTERM), 0);
	pthread_sigmask(SIG_BLOCK, NULL, &seen);
	EQUAL(sigisemptyset(&seen), 1);
	errno = EDOM;
	raise(SIGUSR1);
	error = errno;
	EQUAL(error, EDOM);
}

static void test_flags(void)
{
	struct sigaction old;

	handle(SIGUSR1, SA_RESETHAND);
	raise(SIGUSR1);
	EQUAL(count, 1);
	sigaction(SIGUSR1, NULL, &old);
	CHECK(old.sa_handler == SIG_DFL);
	handle(SIGUSR1, SA_NODEFER);
	raise(SIGUSR1);
	EQUAL(sigismember(&seen, SIGUSR1), 0);
	handle(SIGUSR1, 0);
	EQUAL(siginterrupt(SIGUSR1, 0), 0);
	sigaction(SIGUSR1, NULL, &old);
	CHECK((old.sa_flags & SA_RESTART) != 0);
	EQUAL(siginterrupt(SIGUSR1, 1), 0);
	sigaction(SIGUSR1, NULL, &old);
	CHECK((old.sa_flags & SA_RESTART) == 0);
	FAILS(siginterrupt(NSIG, 1), EINVAL);
	CHECK(signal(SIGUSR1, SIG_IGN) != SIG_ERR);
	raise(SIGUSR1);
	EQUAL(count, 0);
	CHECK(signal(SIGUSR1, on_signal) == SIG_IGN);
	CHECK(signal(SIGKILL, on_signal) == SIG_ERR && errno == EINVAL);
	CHECK(signal(NSIG, SIG_DFL) == SIG_ERR);
}

static void test_pending(void)
{
	sigset_t set;

	handle(SIGUSR1, 0);
	block(SIGUSR1);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	EQUAL(count, 0);
	EQUAL(sigpending(&set), 0);
	EQUAL(sigismember(&set, SIGUSR1), 1);
	EQUAL(sigismember(&set, SIGUSR2), 0);
	unblock(SIGUSR1);
	/* One of the thread's, one of the process's. */
	EQUAL(count, 2);
	sigpending(&set);
	EQUAL(sigisemptyset(&set), 1);
	block(SIGUSR1);
	raise(SIGUSR1);
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_IGN);
	handle(SIGUSR1, 0);
	unblock(SIGUSR1);
	EQUAL(count, 0);
	block(SIGKILL);
	sigprocmask(SIG_BLOCK, NULL, &set);
	EQUAL(sigisemptyset(&set), 1);
	FAILS(sigprocmask(7, &set, NULL), EINVAL);
	EQUAL(pthread_sigmask(7, &set, NULL), EINVAL);
	EQUAL(sigprocmask(7, NULL, &set), 0);
}

static void test_queue(void)
{
	sigset_t set = set_of(SIGRTMIN);
	int i;

	handle(SIGRTMIN, 0);
	handle(SIGRTMIN + 1, 0);
	handle(SIGUSR1, 0);
	sigaddset(&set, SIGRTMIN + 1);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	EQUAL(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ 7 }), 0);
	EQUAL(sigqueue(getpid(), SIGRTMIN, (union sigval){ 8 }), 0);
	EQUAL(sigqueue(getpid(), SIGRTMIN, (union sigval){ 9 }), 0);
	EQUAL(sigqueue(getpid(), SIGUSR1, (union sigval){ 10 }), 0);
	EQUAL(sigqueue(getpid(), SIGUSR1, (union sigval){ 11 }), 0);
	count = 0;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	EQUAL(count, 4);
	EQUAL(order[0], SIGUSR1);
	EQUAL(order[1], SIGRTMIN);
	EQUAL(order[2], SIGRTMIN);
	EQUAL(order[3], SIGRTMIN + 1);
	EQUAL(told.si_value.sival_int, 7);
	EQUAL(told.si_code, SI_QUEUE);
	EQUAL(told.si_pid, getpid());
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < SIGQUEUE_MAX; i++)
		EQUAL(sigqueue(getpid(), SIGRTMIN, (union sigval){ i }), 0);
	FAILS(sigqueue(getpid(), SIGRTMIN, (union sigval){ i }), EAGAIN);
	FAILS(sigqueue(getpid(), SIGUSR1, (union sigval){ i }), EAGAIN);
	EQUAL(kill(getpid(), SIGRTMIN), 0);
	count = 0;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	EQUAL(count, SIGQUEUE_MAX);
	EQUAL(told.si_value.sival_int, SIGQUEUE_MAX - 1);
	FAILS(sigqueue(getpid(), NSIG, (union sigval){ 0 }), EINVAL);
	FAILS(sigqueue(getpid() + 1, SIGUSR1, (union sigval){ 0 }), ESRCH);
	EQUAL(sigqueue(getpid(), 0, (union sigval){ 0 }), 0);
}

static void test_kill(void)
{
	handle(SIGUSR1, 0);
	EQUAL(kill(0, SIGUSR1), 0);
	EQUAL(kill(-1, SIGUSR1), 0);
	EQUAL(kill(getpid(), SIGUSR1), 0);
	EQUAL(killpg(0, SIGUSR1), 0);
	EQUAL(count, 4);
	EQUAL(told.si_code, SI_USER);
	EQUAL(told.si_pid, getpid());
	EQUAL(kill(getpid(), 0), 0);
	FAILS(kill(getpid() + 1, SIGUSR1), ESRCH);
	FAILS(kill(1, 0), ESRCH);
	FAILS(kill(getpid(), -1), EINVAL);
	FAILS(kill(getpid(), NSIG), EINVAL);
	FAILS(killpg(-5, SIGUSR1), EINVAL);
	FAILS(raise(NSIG), EINVAL);
	EQUAL(pthread_kill(pthread_self(), NSIG), EINVAL);
	EQUAL(pthread_kill(pthread_self(), 0), 0);
	/* What is ignored by default. */
	EQUAL(raise(SIGCHLD) | raise(SIGURG) | raise(SIGWINCH) |
		      raise(SIGCONT) | raise(SIGTSTP),
	      0);
}

static void test_wait(void)
{
	struct timespec none = { 0, 0 }, little = { 0, 1000000 };
	sigset_t set = set_of(SIGUSR1);
	siginfo_t info;
	int signal = 0;

	block(SIGUSR1);
	FAILS(sigtimedwait(&set, NULL, &none), EAGAIN);
	FAILS(sigtimedwait(&set, NULL, &little), EAGAIN);
	little.tv_nsec = 1000000000;
	FAILS(sigtimedwait(&set, NULL, &little), EINVAL);
	raise(SIGUSR1);
	EQUAL(sigwait(&set, &signal), 0);
	EQUAL(signal, SIGUSR1);
	sigqueue(getpid(), SIGUSR1, (union sigval){ 5 });
	EQUAL(sigwaitinfo(&set, &info), SIGUSR1);
	EQUAL(info.si_signo, SIGUSR1);
	EQUAL(info.si_code, SI_QUEUE);
	EQUAL(info.si_value.sival_int, 5);
	unblock(SIGUSR1);
}

static void *send_later(void *argument)
{
	struct timespec soon = { 0, 2000000 };

	nanosleep(&soon, NULL);
	EQUAL(pthread_kill((pthread_t)argument, SIGUSR1), 0);
	return NULL;
}

static pthread_t sender(void)
{
	pthread_t thread;
	sigset_t old, set = set_of(SIGUSR1);

	sigprocmask(SIG_BLOCK, &set, &old);
	if (pthread_create(&thread, NULL, send_later, pthread_self()) != 0)
		exit(3);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return thread;
}

static void test_suspend(void)
{
	sigset_t all, none, mask;
	pthread_t thread;

	sigfillset(&all);
	sigemptyset(&none);
	handle(SIGUSR1, SA_RESTART);
	block(SIGUSR1);
	raise(SIGUSR1);
	FAILS(sigsuspend(&none), EINTR);
	EQUAL(count, 1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	EQUAL(sigismember(&mask, SIGUSR1), 1);
	thread = sender();
	FAILS(sigsuspend(&none), EINTR);
	EQUAL(count, 2);
	pthread_join(thread, NULL);
	unblock(SIGUSR1);
	thread = sender();
	FAILS(pause(), EINTR);
	EQUAL(count, 3);
	pthread_join(thread, NULL);
}

static sigjmp_buf jump;

static void jump_out(int signal)
{
	siglongjmp(jump, signal);
}

static void test_jumps(void)
{
	volatile int rounds = 0;
	sigset_t mask;
	volatile pthread_t thread;

	signal(SIGUSR1, jump_out);
	if (sigsetjmp(jump, 1) == 0)
		raise(SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	EQUAL(sigismember(&mask, SIGUSR1), 0);
	if (sigsetjmp(jump, 0) == 0)
		raise(SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	EQUAL(sigismember(&mask, SIGUSR1), 1);
	unblock(SIGUSR1);
	/* Out of a call that blocks, many times. */
	while (rounds < 20) {
		if (sigsetjmp(jump, 1) == 0) {
			thread = sender();
			pause();
		}
		pthread_join(thread, NULL);
		rounds++;
	}
	/* Out of computing. */
	if (sigsetjmp(jump, 1) == 0) {
		thread = sender();
		for (;;)
			continue;
	}
	pthread_join(thread, NULL);
}

static void test_stack(void)
{
	static char memory[SIGSTKSZ];
	stack_t old, stack = { .ss_sp = memory, .ss_size = sizeof memory };

	EQUAL(sigaltstack(NULL, &old), 0);
	EQUAL(old.ss_flags, SS_DISABLE);
	stack.ss_size = MINSIGSTKSZ - 1;
	FAILS(sigaltstack(&stack, NULL), ENOMEM);
	stack.ss_size = sizeof memory;
	stack.ss_flags = 64;
	FAILS(sigaltstack(&stack, NULL), EINVAL);
	stack.ss_flags = 0;
	EQUAL(sigaltstack(&stack, NULL), 0);
	handle(SIGUSR1, SA_ONSTACK);
	raise(SIGUSR1);
	EQUAL(count, 1);
	CHECK(where >= memory && where < memory + sizeof memory);
	EQUAL(told.si_signo, SIGUSR1);
	handle(SIGUSR1, 0);
	raise(SIGUSR1);
	CHECK(where < memory || where >= memory + sizeof memory);
	stack.ss_flags = SS_DISABLE;
	EQUAL(sigaltstack(&stack, &old), 0);
	EQUAL(old.ss_flags, 0);
	EQUAL(old.ss_size, sizeof memory);
	EQUAL(sigaltstack(NULL, &old), 0);
	CHECK(old.ss_flags == SS_DISABLE && old.ss_sp == NULL);
}

static jmp_buf away;

static void jump_away(int signal)
{
	longjmp(away, signal);
}

/* What waits beside a signal whose handler does not come back. */
static void test_left_behind(void)
{
	handle(SIGUSR2, 0);
	signal(SIGUSR1, jump_away);
	block(SIGUSR1);
	block(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGUSR2);
	if (setjmp(away) == 0) {
		sigset_t both = set_of(SIGUSR1);

		sigaddset(&both, SIGUSR2);
		sigprocmask(SIG_UNBLOCK, &both, NULL);
	}
	sleep(0);
	EQUAL(count, 1);
	EQUAL(last, SIGUSR2);
	unblock(SIGUSR1);
}

static void test_system_v(void)
{
	handle(SIGUSR1, 0);
	EQUAL(sighold(SIGUSR1), 0);
	raise(SIGUSR1);
	EQUAL(count, 0);
	FAILS(sigpause(SIGUSR1), EINTR);
	EQUAL(count, 1);
	raise(SIGUSR1);
	EQUAL(sigrelse(SIGUSR1), 0);
	EQUAL(count, 2);
	EQUAL(sigignore(SIGUSR1), 0);
	raise(SIGUSR1);
	EQUAL(count, 2);
	CHECK(sigset(SIGUSR1, on_signal) == SIG_IGN);
	CHECK(sigset(SIGUSR1, SIG_HOLD) == on_signal);
	CHECK(sigset(SIGUSR1, SIG_DFL) == SIG_HOLD);
	FAILS(sighold(NSIG), EINVAL);
	FAILS(sigrelse(0), EINVAL);
	FAILS(sigignore(SIGKILL), EINVAL);
	FAILS(sigpause(NSIG), EINVAL);
	CHECK(sigset(SIGKILL, SIG_IGN) == SIG_ERR);
	CHECK(strcmp(strsignal(SIGSEGV), "Segmentation fault") == 0);
	CHECK(strcmp(strsignal(SIGRTMIN + 2), "Real-time signal 2") == 0);
	CHECK(strcmp(strsignal(99), "Unknown signal 99") == 0);
}

int main(void)
{
	test_sets();
	test_action();
	test_flags();
	test_pending();
	test_queue();
	test_kill();
	test_wait();
	test_suspend();
	test_jumps();
	test_left_behind();
	test_stack();
	test_system_v();
	return check_end();
}
