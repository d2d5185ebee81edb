/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending signals to the process, which is the only one, and to its threads.
 */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "signals.h"
#include "syscall.h"
#include "threads.h"

/* Its process group and "all processes" are the process as well. */
static bool is_self(pid_t process)
{
	return process == 0 || process == -1 || process == getpid() ||
	       process == -getpid();
}

static int send(struct __pthread *thread, int signal, int code,
		union sigval value)
{
	if (signal == 0)
		return 0;
	if (!signal_is_valid(signal))
		return -EINVAL;
	return signal_send(thread, &(siginfo_t){ .si_signo = signal,
						 .si_code = code,
						 .si_pid = getpid(),
						 .si_value = value });
}

int kill(pid_t process, int signal)
{
	if (signal != 0 && !signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	if (!is_self(process))
		return (int)syscall_result(-ESRCH);
	return (int)syscall_result(
		send(NULL, signal, SI_USER, (union sigval){ 0 }));
}

int killpg(pid_t group, int signal)
{
	if (group < 0)
		return (int)syscall_result(-EINVAL);
	return kill(-group, signal);
}

int sigqueue(pid_t process, int signal, union sigval value)
{
	if (signal != 0 && !signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	if (process != getpid())
		return (int)syscall_result(-ESRCH);
	return (int)syscall_result(send(NULL, signal, SI_QUEUE, value));
}

int pthread_sigqueue(pthread_t thread, int signal, union sigval value)
{
	return -send(thread, signal, SI_QUEUE, value);
}

int pthread_kill(pthread_t thread, int signal)
{
	return -send(thread, signal, SI_USER, (union sigval){ 0 });
}

int raise(int signal)
{
	return (int)syscall_result(-pthread_kill(pthread_self(), signal));
}
