/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The double for QEMU in two parts: the machine, its script and plain messages
 * (fake-qemu.c), and the kernel's records of VMs and machines (fake-records.c).
 */
#ifndef TESTS_DENALI_FAKE_QEMU_H
#define TESTS_DENALI_FAKE_QEMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/hostport.h>

struct ports {
	int host, log;
	char **words; /* our command line */
	int count;
	struct denali_post_mortem crash; /* beginnings of the next */
	bool bad_lengths;
};

void send_message(struct ports *ports, uint8_t type, uint32_t vm,
		  const void *body, size_t length);

/* The next number of a command, which is moved past it. */
uint32_t number(char **rest);

/* The rest of a command with its escapes replaced, in place; its length. */
size_t unescape(char *text);

/* Commands. */
void record_console(struct ports *ports, char *rest);
void record_lengths(struct ports *ports, char *rest);
void record_crash(struct ports *ports, char *rest);
void record_ledger(struct ports *ports, char *rest);
void record_machine(struct ports *ports, char *rest);

#endif
