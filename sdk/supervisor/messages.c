/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "messages.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "crashes.h"
#include "engine.h"
#include "host.h"
#include "instances.h"
#include "logs.h"
#include "memory.h"
#include "usage.h"
#include "watch.h"

void messages_began(struct instance *instance)
{
	struct watch *watch = allocate(1, sizeof *watch);

	watch->instance = instance;
	instance->watch = watch;
	logs_began(watch);
	usage_began(watch);
}

void messages_ended(struct instance *instance)
{
	struct watch *watch = instance->watch;

	if (watch == NULL)
		return;
	logs_ended(watch);
	usage_ended(watch);
	free(watch);
	instance->watch = NULL;
}

static void crashed(struct instance *instance,
		    const struct ilw_message *message)
{
	static struct denali_post_mortem record;

	if (message->length != sizeof record)
		return;
	memcpy(&record, message->body, sizeof record);
	crashes_add(instance, &record);
}

static void account(struct watch *watch, const struct ilw_message *message)
{
	struct denali_ledger ledger;

	if (message->length != sizeof ledger)
		return;
	memcpy(&ledger, message->body, sizeof ledger);
	usage_last(watch, &ledger);
}

static void end(const struct ilw_message *message)
{
	struct denali_port_exit how;

	if (message->length != sizeof how)
		return;
	memcpy(&how, message->body, sizeof how);
	engine_exited(message->vm, how.cause, how.detail);
}

/* A VM that nobody knows of is one that the supervisor before this one had, and
 * that ended meanwhile. */
void messages_take(const struct ilw_message *message)
{
	struct instance *instance = instance_in(message->vm);
	struct watch *watch = instance == NULL ? NULL : instance->watch;

	if (watch == NULL && message->type != DENALI_PORT_EXIT)
		return;
	switch (message->type) {
	case DENALI_PORT_CONSOLE:
		logs_console(watch, message->body, message->length);
		break;
	case DENALI_PORT_CRASH:
		crashed(instance, message);
		break;
	case DENALI_PORT_LEDGER:
		account(watch, message);
		break;
	case DENALI_PORT_EXIT:
		end(message);
		break;
	default: /* TAKEN: ilw_vm_input says as much; FRAME: none is wanted */
		break;
	}
}

/* Whoever wants the lock gets it after so many at the latest, however many
 * there are: to yield each time would be to wait for a busy processor each
 * time. */
#define IN_A_ROW 16

static void *run(void *argument)
{
	struct ilw_message message;

	for (unsigned taken = 1; ilw_message_next(&message, ILW_NEVER) > 0;
	     taken++) {
		host_enter();
		messages_take(&message);
		host_leave();
		if (taken % IN_A_ROW == 0)
			sched_yield();
	}
	return argument;
}

bool messages_start(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, run, NULL) == 0;
}
