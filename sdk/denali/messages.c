/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "messages.h"

#include <stdlib.h>
#include <string.h>

#include "backlog.h"
#include "finding.h"
#include "forward.h"
#include "remains.h"
#include "report.h"
#include "tuning.h"

/* Of what the kernel tells: post-mortems and ledgers, and the machine's
 * account.  Of another version they are passed over. */
#define RECORD_VERSION 4
#define LEDGER_VERSION 3
#define MACHINE_VERSION 1

static struct instance *instance_of(struct session *session, uint32_t vm)
{
	return &session->run->instances[vm];
}

/* A copy of the message's body, size bytes, that begins with a version; null
 * if that is not wanted. */
static void *copy_record(const struct port_message *message, size_t size,
			 uint32_t wanted)
{
	uint32_t version;
	void *copy;

	memcpy(&version, message->body, sizeof version);
	if (version != wanted)
		return NULL;
	copy = allocate(1, size);
	memcpy(copy, message->body, size);
	return copy;
}

static void take_console(struct session *session,
			 const struct port_message *message)
{
	struct hosted *hosted = session->options->hosted;

	if (hosted != NULL)
		hosted->heard(hosted, message->body, message->length);
	else
		console_print(&session->console, message->vm, message->body,
			      message->length);
}

static void make_trace(struct session *session, struct instance *instance)
{
	struct symbols *symbols = part_symbols(instance->part,
					       &session->options->debug);

	/* Lines cost time: not for thousands. */
	if (session->reported >= REPORT_FULL_MAX)
		symbols->lines = false;
	instance->trace = allocate(1, sizeof *instance->trace);
	trace_make(instance->trace, instance->crash, &instance->part->image,
		   symbols);
}

/* Of the first crashes files are kept. */
static void take_remains(struct session *session, struct instance *instance,
			 uint32_t vm)
{
	make_trace(session, instance);
	if (session->reported < REPORT_FULL_MAX &&
	    instance_is_telling(instance))
		instance->remains = remains_write(
			instance, vm, session->options->post_mortem);
}

/* A host's supervisor begins anew when it has died, and does not end. */
static void tell_of_supervisor(struct session *session,
			       struct instance *instance, uint32_t vm)
{
	instance->cause = instance->crash->cause;
	instance->detail = instance->crash->detail;
	free(instance->trace);
	free(instance->remains);
	instance->remains = NULL;
	take_remains(session, instance, vm);
	report_fault(session->run, vm, session->reported < REPORT_FULL_MAX);
	session->reported++;
}

static void take_crash(struct session *session,
		       const struct port_message *message)
{
	struct instance *instance = instance_of(session, message->vm);

	free(instance->crash);
	instance->crash = copy_record(
		message, sizeof(struct denali_post_mortem), RECORD_VERSION);
	if (session->options->hosted != NULL && instance->crash != NULL)
		tell_of_supervisor(session, instance, message->vm);
}

static void take_exit(struct session *session,
		      const struct port_message *message)
{
	struct instance *instance = instance_of(session, message->vm);
	struct denali_port_exit how;

	if (instance->ended)
		return;
	memcpy(&how, message->body, sizeof how);
	instance->ended = true;
	session->exits++;
	instance->cause = how.cause;
	instance->detail = how.detail;
	console_end(&session->console, message->vm);
	if (!instance_faulted(instance))
		return;
	if (instance->crash != NULL)
		take_remains(session, instance, message->vm);
	if (session->options->output == OUTPUT_TABLE)
		report_fault(session->run, message->vm,
			     session->reported < REPORT_FULL_MAX);
	session->reported++;
}

static void take_ledger(struct session *session,
			const struct port_message *message)
{
	struct instance *instance = instance_of(session, message->vm);

	free(instance->ledger);
	instance->ledger = copy_record(message, sizeof(struct denali_ledger),
				       LEDGER_VERSION);
}

static void take_machine(struct session *session,
			 const struct port_message *message)
{
	free(session->run->machine);
	session->run->machine = copy_record(
		message, sizeof(struct denali_machine), MACHINE_VERSION);
}

/* The part that a group of the plan is of; the first if it is none's. */
static const struct part *part_of_group(const struct session *session,
					uint32_t group)
{
	const struct parts *parts = session->parts;
	uint32_t end = 0;

	for (uint32_t i = 0; i < parts->count; i++) {
		end += tuning_groups(session->options, parts->all[i].options);
		if (group < end)
			return &parts->all[i];
	}
	return parts->all;
}

static void take_error(struct session *session,
		       const struct port_message *message)
{
	struct denali_finding finding;

	memcpy(&finding, message->body, sizeof finding);
	/* Groups are ours: people know the image. */
	session->refused = part_of_group(session, finding.group);
	finding.group = DENALI_FINDING_NO_GROUP;
	finding_text(&finding, session->kernel_error,
		     sizeof session->kernel_error);
}

/* Only instance 0 has input.  No more can be taken than was sent. */
static void take_taken(struct session *session,
		       const struct port_message *message)
{
	uint32_t taken;

	memcpy(&taken, message->body, sizeof taken);
	if (message->vm == 0 &&
	    taken - session->input_taken <=
		    session->input_sent - session->input_taken)
		session->input_taken = taken;
}

static void take(struct session *session, const struct port_message *message)
{
	switch (message->type) {
	case DENALI_PORT_CONSOLE:
		take_console(session, message);
		break;
	case DENALI_PORT_EXIT:
		take_exit(session, message);
		break;
	case DENALI_PORT_CRASH:
		take_crash(session, message);
		break;
	case DENALI_PORT_LEDGER:
		take_ledger(session, message);
		break;
	case DENALI_PORT_MACHINE:
		take_machine(session, message);
		break;
	case DENALI_PORT_TAKEN:
		take_taken(session, message);
		break;
	case DENALI_PORT_FRAME:
		captures_take(session->captures, message);
		break;
	case DENALI_PORT_READY:
		session->ready = true;
		if (forward_total(session->options) > 0)
			backlog_widen(session->qemu.pid);
		break;
	case DENALI_PORT_ERROR:
		take_error(session, message);
		break;
	case DENALI_PORT_END:
		memcpy(&session->end, message->body, sizeof session->end);
		session->ended = true;
		break;
	default:
		break; /* of a newer kernel */
	}
}

void messages_take(struct session *session)
{
	struct port_message message;

	while (session->console.waiting.length < CONSOLE_WAITING_MAX &&
	       port_take(&session->port, &message))
		take(session, &message);
}
