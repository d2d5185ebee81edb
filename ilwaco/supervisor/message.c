/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages of children, taken as many at a time as there are.
 */
#include <string.h>

#include <ilwaco/event.h>
#include <ilwaco/supervisor.h>
#include <ilwaco/wait.h>

#include "../call.h"

static struct {
	struct ilw_wait_queue queue;
	bool registered;
	uint32_t taken, end; /* of what is in data */
	uint8_t data[DENALI_SUPERVISOR_BYTES];
} messages;

static int32_t call(void)
{
	return ilw_call(DENALI_MESSAGES, (uint32_t)messages.data,
			sizeof(messages.data), 0);
}

static void on_event(void)
{
	ilw_wake_all(&messages.queue);
}

/* Looked for with preemption disabled, so that none comes between that and the
 * wait unheard. */
static int32_t fill(uint64_t deadline)
{
	int32_t length;

	if (!messages.registered) {
		messages.registered = true;
		ilw_event_register(DENALI_EVENT_SUPERVISOR, on_event);
	}
	ilw_preempt_disable();
	while ((length = call()) == 0 && ilw_wait(&messages.queue, deadline))
		;
	ilw_preempt_enable();
	messages.taken = 0;
	messages.end = length < 0 ? 0 : (uint32_t)length;
	return length;
}

int32_t ilw_message_next(struct ilw_message *message, uint64_t deadline)
{
	struct denali_port_header header;
	int32_t error;

	if (messages.taken == messages.end) {
		error = fill(deadline);
		if (error <= 0)
			return error;
	}
	memcpy(&header, messages.data + messages.taken, sizeof(header));
	messages.taken += sizeof(header);
	*message = (struct ilw_message){ .vm = header.vm,
					 .type = header.type,
					 .length = header.length,
					 .body = messages.data +
						 messages.taken };
	messages.taken += header.length;
	return 1;
}
