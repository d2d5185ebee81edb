/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages of the stand-in machine's VMs, and what the host says of itself.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "machineinside.h"

struct entry {
	struct entry *next;
	struct ilw_message message;
	uint8_t body[];
};

static struct {
	struct entry *first, **last;
	struct entry *given; /* whose body the supervisor has */
	pthread_cond_t come;
} queue = { .last = &queue.first, .come = PTHREAD_COND_INITIALIZER };

void message_post(uint32_t vm, uint8_t type, const void *body, size_t length)
{
	struct entry *entry = calloc(1, sizeof *entry + length);

	entry->message = (struct ilw_message){ .vm = vm,
					       .type = type,
					       .length = (uint16_t)length,
					       .body = entry->body };
	memcpy(entry->body, body, length);
	*queue.last = entry;
	queue.last = &entry->next;
	pthread_cond_broadcast(&queue.come);
}

void messages_moved(void)
{
	pthread_cond_broadcast(&queue.come);
}

void messages_forget(void)
{
	while (queue.first != NULL) {
		struct entry *entry = queue.first;

		queue.first = entry->next;
		free(entry);
	}
	queue.last = &queue.first;
}

/* False: it has passed. */
static bool wait_until(uint64_t deadline)
{
	uint64_t now = ilw_clock_monotonic();
	struct timespec until;

	if (deadline == ILW_NEVER) {
		pthread_cond_wait(&queue.come, &machine.lock);
		return true;
	}
	if (now >= deadline)
		return false;
	clock_gettime(CLOCK_REALTIME, &until);
	now = (uint64_t)until.tv_nsec + (deadline - now);
	until.tv_sec += (time_t)(now / ILW_SECOND);
	until.tv_nsec = (long)(now % ILW_SECOND);
	pthread_cond_timedwait(&queue.come, &machine.lock, &until);
	return true;
}

static void take(struct ilw_message *message)
{
	struct entry *entry = queue.first;

	queue.first = entry->next;
	if (queue.first == NULL)
		queue.last = &queue.first;
	queue.given = entry;
	*message = entry->message;
	if (message->type == DENALI_PORT_EXIT)
		vm_gone(message->vm);
}

int32_t ilw_message_next(struct ilw_message *message, uint64_t deadline)
{
	int32_t taken = 0;

	machine_lock();
	free(queue.given);
	queue.given = NULL;
	while (queue.first == NULL && wait_until(deadline))
		;
	if (queue.first != NULL) {
		take(message);
		taken = 1;
	}
	machine_unlock();
	return taken;
}

int32_t ilw_machine(struct denali_machine *account)
{
	memset(account, 0, sizeof *account);
	account->version = 1;
	account->frames = 65536;
	account->frames_free = 32768;
	account->frames_free_least = 16384;
	machine_lock();
	account->vms = (uint32_t)machine.made;
	for (int i = 0; i < VMS; i++)
		if (machine.vm[i] != NULL && machine.vm[i]->used)
			account->resident++;
	account->cycles = ilw_clock_monotonic();
	account->idle_cycles = account->cycles / 2;
	machine_unlock();
	return 0;
}

int32_t ilw_power_off(void)
{
	_exit(0);
}
