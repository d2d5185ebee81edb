/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What VMs have to say: their consoles, line by line, and how they end.
 */
#include <stdio.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "child.h"

static void print_line(struct child *child)
{
	printf("%s| %.*s\n", child->name, (int)child->length, child->line);
	child->length = 0;
}

static void console(struct child *child, const char *text, unsigned int length)
{
	for (unsigned int i = 0; i < length; i++) {
		if (text[i] == '\n' || child->length == LINE)
			print_line(child);
		if (text[i] != '\n')
			child->line[child->length++] = text[i];
	}
}

static const char *cause_text(uint32_t cause)
{
	static const char *const texts[] = {
		[DENALI_CAUSE_EXIT] = "exit",
		[DENALI_CAUSE_EXCEPTION] = "exception",
		[DENALI_CAUSE_PAGE_FAULT] = "page fault",
		[DENALI_CAUSE_RING] = "bad ring",
		[DENALI_CAUSE_MEMORY] = "out of memory",
		[DENALI_CAUSE_STOPPED] = "stopped",
		[DENALI_CAUSE_SWAP] = "swap disk",
	};

	return cause <= DENALI_CAUSE_SWAP ? texts[cause] : "unknown";
}

static void ended(struct child *child, const void *body)
{
	struct denali_port_exit end;

	memcpy(&end, body, sizeof end);
	if (child->length > 0)
		print_line(child);
	printf("%s ended: %s, 0x%lx\n", child->name, cause_text(end.cause),
	       (unsigned long)end.detail);
	child_remove(child);
}

static void crashed(const struct child *child, const void *body)
{
	static struct denali_post_mortem report;

	memcpy(&report, body, sizeof report);
	printf("%s crashed: %s, address 0x%lx, eip 0x%lx, esp 0x%lx\n",
	       child->name, cause_text(report.cause),
	       (unsigned long)report.address,
	       (unsigned long)report.registers.eip,
	       (unsigned long)report.registers.esp);
	printf("%s: %lu bytes of its stack, %lu of its console\n", child->name,
	       (unsigned long)report.stack_length,
	       (unsigned long)report.console_length);
}

static void ledger(const struct child *child, const void *body)
{
	struct denali_ledger used;

	memcpy(&used, body, sizeof used);
	printf("%s used: %llu cycles, %lu frames at most, %llu frames sent, "
	       "%llu received\n",
	       child->name,
	       (unsigned long long)(used.guest_cycles + used.kernel_cycles),
	       (unsigned long)used.frames_peak,
	       (unsigned long long)used.tx_frames,
	       (unsigned long long)used.rx_frames);
}

static void frame(const struct child *child, const void *body, unsigned length)
{
	struct denali_port_frame header;

	memcpy(&header, body, sizeof header);
	printf("%s: frame %s%s, %u bytes\n", child->name,
	       header.flags & DENALI_FRAME_SENT ? "sent" : "received",
	       header.flags & DENALI_FRAME_DROPPED ? ", dropped" : "",
	       (unsigned int)(length - sizeof header));
}

static void take(const struct ilw_message *message)
{
	struct child *child = child_numbered(message->vm);

	if (child == NULL)
		return;
	switch (message->type) {
	case DENALI_PORT_CONSOLE:
		console(child, message->body, message->length);
		break;
	case DENALI_PORT_EXIT:
		ended(child, message->body);
		break;
	case DENALI_PORT_CRASH:
		crashed(child, message->body);
		break;
	case DENALI_PORT_LEDGER:
		ledger(child, message->body);
		break;
	case DENALI_PORT_FRAME:
		frame(child, message->body, message->length);
		break;
	default: /* DENALI_PORT_TAKEN: vm_input says as much */
		break;
	}
	fflush(stdout);
}

static void *run(void *argument)
{
	struct ilw_message message;

	while (ilw_message_next(&message, ILW_NEVER) > 0) {
		pthread_mutex_lock(&children_lock);
		take(&message);
		pthread_mutex_unlock(&children_lock);
	}
	return argument;
}

bool messages_start(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, run, NULL) == 0;
}
