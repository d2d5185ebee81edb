/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The numbers in the kernel's accounts, by name: the fields of struct
 * denali_ledger and struct denali_machine (<denali/hostport.h>).
 */
#ifndef DENALI_CMD_FIELDS_H
#define DENALI_CMD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/hostport.h>

struct field {
	const char *name;
	uint16_t offset, size; /* 4 or 8 bytes */
	bool adds_up;          /* over VMs */
};

/* What they are called in the structs, but for marks, which are two:
 * mark_main and mark_listening.  The last has no name. */
extern const struct field ledger_fields[];
extern const struct field machine_fields[];

uint64_t field_value(const struct field *field, const void *record);

/* Add to what adds up in *sum, and leave the rest. */
void ledger_add(struct denali_ledger *sum, const struct denali_ledger *ledger);

#endif
