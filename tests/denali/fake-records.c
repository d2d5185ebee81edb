/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "fake-qemu.h"

#include <string.h>

void record_console(struct ports *ports, char *rest)
{
	size_t length = unescape(rest);

	memcpy(ports->crash.console, rest, length);
	ports->crash.console_length = (uint32_t)length;
}

void record_lengths(struct ports *ports, char *rest)
{
	ports->bad_lengths = true;
	ports->crash.stack_length = number(&rest);
	ports->crash.console_length = number(&rest);
}

void record_crash(struct ports *ports, char *rest)
{
	struct denali_post_mortem crash = ports->crash;
	uint32_t vm = number(&rest), word, length = 0;

	crash.version = 4;
	crash.cause = number(&rest);
	crash.detail = crash.address = number(&rest);
	crash.vector = number(&rest);
	crash.error_code = number(&rest);
	crash.registers.eip = number(&rest);
	crash.registers.esp = number(&rest);
	crash.stack_address = crash.registers.esp;
	crash.registers.eax = 0xdeadbeef;
	while (*rest != '\0') {
		word = number(&rest);
		memcpy(crash.stack + length, &word, sizeof word);
		length += sizeof word;
	}
	if (!ports->bad_lengths)
		crash.stack_length = length;
	send_message(ports, DENALI_PORT_CRASH, vm, &crash, sizeof crash);
}

void record_ledger(struct ports *ports, char *rest)
{
	uint32_t vm = number(&rest), value = number(&rest);
	struct denali_ledger ledger = { .version = 3,
					.frames = value,
					.frames_peak = value,
					.table_frames = value };

	for (uint64_t *at = &ledger.guest_cycles; at <= &ledger.rx_unwritten;
	     at++)
		*at = value;
	send_message(ports, DENALI_PORT_LEDGER, vm, &ledger, sizeof ledger);
}

void record_machine(struct ports *ports, char *rest)
{
	struct denali_machine machine = { .version = number(&rest) };

	machine.cycles = number(&rest);
	machine.idle_cycles = machine.cycles / 10;
	machine.other_cycles = machine.cycles / 20;
	machine.vms = 3;
	machine.resident = 1;
	machine.frames = machine.swap_pages = 70000;
	machine.frames_free = 60000;
	machine.frames_free_least = 50000;
	machine.switches = 123456;
	machine.swap_reads = 5;
	machine.swap_writes = 6;
	machine.swap_errors = 7;
	send_message(ports, DENALI_PORT_MACHINE, DENALI_PORT_HOST, &machine,
		     sizeof machine);
}
