/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lines for the stand-in machine (machine.h).
 */
#include "machinecontrol.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/clock.h>

#include "machine.h"
#include "machineinside.h"

static void each_vm(FILE *to)
{
	char address[INET_ADDRSTRLEN];

	for (int i = 0; i < VMS; i++) {
		const struct vm *vm = machine.vm[i];

		if (vm == NULL || !vm->used || vm->ended)
			continue;
		inet_ntop(AF_INET, &vm->status.network.ipv4, address,
			  sizeof address);
		fprintf(to, "%u %s %s %s %s\n", vm->status.vm, vm_program(vm),
			vm->status.name, vm->paused ? "paused" : "running",
			address);
	}
}

/* \n and \xHH, in place. */
static size_t unescape(char *text)
{
	char *to = text;

	for (char *at = text; *at != '\0'; at++) {
		if (at[0] == '\\' && at[1] == 'n') {
			*to++ = '\n';
			at++;
		} else if (at[0] == '\\' && at[1] == 'x' &&
			   isxdigit((unsigned char)at[2]) &&
			   isxdigit((unsigned char)at[3])) {
			char hex[3] = { at[2], at[3], '\0' };

			*to++ = (char)strtoul(hex, NULL, 16);
			at += 3;
		} else {
			*to++ = *at;
		}
	}
	return (size_t)(to - text);
}

static void print(struct vm *vm, char *text, FILE *to)
{
	size_t length = unescape(text);

	(void)to;
	vm_print(vm, text, length);
	vm_print(vm, "\n", 1);
}

static void write_text(struct vm *vm, char *text, FILE *to)
{
	(void)to;
	vm_print(vm, text, unescape(text));
}

static void flood(struct vm *vm, char *text, FILE *to)
{
	unsigned long lines = strtoul(text, NULL, 10);
	char line[64];

	(void)to;
	for (unsigned long i = 0; i < lines; i++)
		vm_print(vm, line,
			 (size_t)snprintf(line, sizeof line,
					  "line %lu of a flood\n", i));
}

static void end(struct vm *vm, char *text, FILE *to)
{
	(void)to;
	vm_end(vm, DENALI_CAUSE_EXIT, (uint32_t)strtoul(text, NULL, 10));
}

static void fault(struct vm *vm, char *text, FILE *to)
{
	(void)text;
	(void)to;
	vm_end(vm, DENALI_CAUSE_PAGE_FAULT, 0);
}

static void set_port(uint16_t ports[PORTS], uint16_t old, uint16_t new)
{
	for (int i = 0; i < PORTS; i++)
		if (ports[i] == old) {
			ports[i] = new;
			return;
		}
}

static void listen_at(struct vm *vm, char *text, FILE *to)
{
	uint16_t port = (uint16_t)strtoul(text, NULL, 10);

	(void)to;
	set_port(vm->heard_at, 0, port);
	set_port(vm->deaf_at, port, 0);
}

static void deafen(struct vm *vm, char *text, FILE *to)
{
	uint16_t port = (uint16_t)strtoul(text, NULL, 10);

	(void)to;
	if (port == 0) {
		vm->deaf = true;
		memset(vm->heard_at, 0, sizeof vm->heard_at);
		return;
	}
	set_port(vm->deaf_at, 0, port);
	set_port(vm->heard_at, port, 0);
}

static void answer_with(struct vm *vm, char *text, FILE *to)
{
	(void)to;
	vm->answer = (uint32_t)strtoul(text, NULL, 10);
}

static void use(struct vm *vm, char *text, FILE *to)
{
	struct denali_ledger *ledger = &vm->status.ledger;
	char *end_of_word;
	uint64_t number;

	(void)to;
	end_of_word = strchr(text, ' ');
	if (end_of_word == NULL)
		return;
	*end_of_word = '\0';
	number = strtoull(end_of_word + 1, NULL, 10);
	if (strcmp(text, "cycles") == 0)
		ledger->guest_cycles += number;
	else if (strcmp(text, "frames") == 0)
		ledger->frames += (uint32_t)number;
	else if (strcmp(text, "tx") == 0)
		ledger->tx_bytes += number;
	else if (strcmp(text, "rx") == 0)
		ledger->rx_bytes += number;
	else if (strcmp(text, "disk") == 0)
		ledger->disk_written_blocks += number;
}

static void show_input(struct vm *vm, char *text, FILE *to)
{
	(void)text;
	fwrite(vm->input, 1, vm->input_length, to);
	fputc('\n', to);
	vm->input_length = 0;
}

static void strings(struct vm *vm, char *text, FILE *to)
{
	(void)text;
	for (uint32_t at = 0; at < vm->strings_length;
	     at += (uint32_t)strlen(vm->strings + at) + 1)
		fprintf(to, "%s\n", vm->strings + at);
}

static void tuning(struct vm *vm, char *text, FILE *to)
{
	const struct denali_vm_status *status = &vm->status;

	(void)text;
	fprintf(to,
		"weight=%u cap=%u frames=%u memory=%u tx=%u rx=%u "
		"policy-flags=%u policy-rules=%u\n",
		status->weight, status->cap, status->frame_limit,
		status->memory_size, status->limits.tx_bytes,
		status->limits.rx_bytes, vm->policy.flags,
		vm->policy.rule_count);
}

static const struct vm_command {
	const char *name;
	void (*run)(struct vm *vm, char *text, FILE *to);
} vm_commands[] = {
	{ "print", print },     { "write", write_text },
	{ "flood", flood },     { "exit", end },
	{ "fault", fault },     { "listen", listen_at },
	{ "deafen", deafen },   { "answer", answer_with },
	{ "use", use },         { "input", show_input },
	{ "strings", strings }, { "tuning", tuning },
};

static void host_command(const char *name, const char *text, FILE *to)
{
	if (strcmp(name, "vms") == 0)
		each_vm(to);
	else if (strcmp(name, "forwards") == 0)
		forwards_list(to);
	else if (strcmp(name, "images") == 0)
		fprintf(to, "%u\n", images_there());
	else if (strcmp(name, "behave") == 0)
		snprintf(machine.behaviour, sizeof machine.behaviour, "%s",
			 text);
	else if (strcmp(name, "clock") == 0)
		machine.clock_offset += strtoull(text, NULL, 10) * ILW_SECOND;
	else if (strcmp(name, "wall") == 0)
		machine.wall_offset += strtoll(text, NULL, 10) *
				       (int64_t)ILW_SECOND;
	else if (strcmp(name, "fill") == 0)
		machine.full = strcmp(text, "on") == 0;
	else if (strcmp(name, "slow") == 0)
		machine.slowness = (unsigned)strtoul(text, NULL, 10);
	else if (strcmp(name, "vm-limit") == 0)
		machine.vm_limit = (uint32_t)strtoul(text, NULL, 10);
	else if (strcmp(name, "crash") == 0)
		machine_save();
	else {
		fprintf(to, "error: no such command\n");
		return;
	}
	fprintf(to, "ok");
}

static void carry_out(char *line, FILE *to)
{
	char *text = line + strcspn(line, " "), *rest;
	struct vm *vm;

	if (*text != '\0')
		*text++ = '\0';
	for (size_t i = 0; i < sizeof vm_commands / sizeof vm_commands[0]; i++)
		if (strcmp(line, vm_commands[i].name) == 0) {
			rest = text + strcspn(text, " ");
			if (*rest != '\0')
				*rest++ = '\0';
			vm = vm_named(text);
			if (vm != NULL)
				vm_commands[i].run(vm, rest, to);
			fprintf(to, vm != NULL ? "ok" : "error: no such VM");
			return;
		}
	host_command(line, text, to);
}

void machine_control(const char *line, char answer[MACHINE_ANSWER])
{
	FILE *to = fmemopen(answer, MACHINE_ANSWER, "w");
	char *copy = strdup(line);

	copy[strcspn(copy, "\r\n")] = '\0';
	machine_lock();
	carry_out(copy, to);
	messages_moved();
	machine_unlock();
	fclose(to);
	if ((strncmp(line, "clock ", 6) == 0 ||
	     strncmp(line, "wall ", 5) == 0) &&
	    machine_clock_moved != NULL)
		machine_clock_moved();
	free(copy);
}
