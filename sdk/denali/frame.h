/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A function's frame on the stack, and its caller's, by the rules that
 * compilers write down (.debug_frame, .eh_frame), as libdw finds them.
 */
#ifndef DENALI_CMD_FRAME_H
#define DENALI_CMD_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

/* Processor registers as DWARF numbers them. */
enum {
	FRAME_EAX,
	FRAME_ECX,
	FRAME_EDX,
	FRAME_EBX,
	FRAME_ESP,
	FRAME_EBP,
	FRAME_ESI,
	FRAME_EDI,
	FRAME_EIP,
	FRAME_REGISTERS
};

struct frame {
	uint32_t registers[FRAME_REGISTERS];
	uint32_t known; /* a bit for each register */
	bool exact;     /* eip is where it stopped, not after a call */
};

/* Read the word at an address of the stack; false if it is not known. */
typedef bool frame_read(uint32_t address, uint32_t *word, void *context);

enum frame_step {
	FRAME_UNKNOWN, /* nothing is known of the code at eip */
	FRAME_LAST,    /* it has no caller */
	FRAME_CALLER   /* *frame is the caller now */
};

/* From a frame to its caller's, by the rules for the code at eip. */
enum frame_step frame_caller(Dwarf_Frame *rules, struct frame *frame,
			     frame_read *read, void *context);

#endif
