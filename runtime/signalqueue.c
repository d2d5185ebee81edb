/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pending signals.
 *
 * Those below SIGRTMIN are pending or not, and one that is is not sent again;
 * an item has what the first one told.  Of the others each is kept.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "signals.h"
#include "timer.h"

static struct signal_item items[SIGQUEUE_MAX];
static struct signal_item *spare;
static unsigned int used; /* of items, ever */

static struct signal_item *make_item(const siginfo_t *info)
{
	struct signal_item *item = spare;

	if (item != NULL)
		spare = item->next;
	else if (used < SIGQUEUE_MAX)
		item = &items[used++];
	if (item != NULL)
		*item = (struct signal_item){ .info = *info };
	return item;
}

static void append(struct signal_pending *pending, struct signal_item *item)
{
	if (pending->first == NULL)
		pending->first = item;
	else
		pending->last->next = item;
	pending->last = item;
}

int signal_put(struct signal_pending *pending, const siginfo_t *info)
{
	int signal = info->si_signo;
	bool says_more = info->si_code != SI_USER;
	struct signal_item *item;

	if (signal < SIGRTMIN &&
	    ((pending->set & signal_bit(signal)) != 0 || !says_more)) {
		pending->set |= signal_bit(signal);
		return 0;
	}
	item = make_item(info);
	if (item == NULL && says_more)
		return -EAGAIN;
	if (item != NULL)
		append(pending, item);
	pending->set |= signal_bit(signal);
	return 0;
}

/* Unlinks the first item of the signal; NULL: there is none. */
static struct signal_item *remove_first(struct signal_pending *pending,
					int signal)
{
	struct signal_item *previous = NULL;
	struct signal_item *item = pending->first;

	while (item != NULL && item->info.si_signo != signal) {
		previous = item;
		item = item->next;
	}
	if (item == NULL)
		return NULL;
	if (previous == NULL)
		pending->first = item->next;
	else
		previous->next = item->next;
	if (pending->last == item)
		pending->last = previous;
	return item;
}

static bool has_item(const struct signal_pending *pending, int signal)
{
	const struct signal_item *item = pending->first;

	while (item != NULL && item->info.si_signo != signal)
		item = item->next;
	return item != NULL;
}

static void free_item(struct signal_item *item)
{
	item->next = spare;
	spare = item;
}

bool signal_get(struct signal_pending *pending, sigset_t set, siginfo_t *info)
{
	struct signal_item *item;
	int signal;

	set &= pending->set;
	if (set == 0)
		return false;
	signal = __builtin_ctzll(set) + 1;
	item = remove_first(pending, signal);
	if (item != NULL) {
		*info = item->info;
		free_item(item);
		if (timer_signal_taken != NULL && info->si_code == SI_TIMER)
			timer_signal_taken(info);
	} else {
		*info = (siginfo_t){ .si_signo = signal,
				     .si_code = SI_USER,
				     .si_pid = getpid() };
	}
	if (!has_item(pending, signal))
		pending->set &= ~signal_bit(signal);
	return true;
}

void signal_drop(struct signal_pending *pending, int signal)
{
	struct signal_item *item;

	while ((item = remove_first(pending, signal)) != NULL)
		free_item(item);
	pending->set &= ~signal_bit(signal);
}
