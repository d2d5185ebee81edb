/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sets of signals.
 */
#include "signals.h"
#include "syscall.h"

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~(sigset_t)0;
	return 0;
}

int sigaddset(sigset_t *set, int signal)
{
	if (!signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	*set |= signal_bit(signal);
	return 0;
}

int sigdelset(sigset_t *set, int signal)
{
	if (!signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	*set &= ~signal_bit(signal);
	return 0;
}

int sigismember(const sigset_t *set, int signal)
{
	if (!signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	return (*set & signal_bit(signal)) != 0;
}

int sigisemptyset(const sigset_t *set)
{
	return *set == 0;
}

int sigandset(sigset_t *result, const sigset_t *a, const sigset_t *b)
{
	*result = *a & *b;
	return 0;
}

int sigorset(sigset_t *result, const sigset_t *a, const sigset_t *b)
{
	*result = *a | *b;
	return 0;
}
