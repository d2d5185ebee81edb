/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Address spaces of VMs.
 *
 * What a page is, is decided when it is first touched: a page that lies wholly
 * in the file part of a segment is the image's own frame, shared, until it is
 * written; every other page starts as a private copy of what the file has of
 * it, or zero.  A page table entry of 0 means "not touched, rights as the
 * image says".
 *
 * Nothing here trusts an address before space_touch has said yes to it.
 */
#ifndef SPACE_H
#define SPACE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

enum space_access { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH };

enum space_result {
	SPACE_DONE,
	SPACE_DENIED,    /* not the VM's, or not in that way */
	SPACE_NO_MEMORY, /* the VM's limit is reached, or none can be freed */
	SPACE_WAIT, /* the VM waits for a frame or the disk, to try again */
	SPACE_AGAIN /* cut short; the range has been advanced */
};

/* Page tables and the two register pages of a new VM (vm->image and
 * vm->memory_size set).  False, and nothing kept, if memory is short. */
bool space_create(struct vm *vm);

/* Load the VM's space; does nothing if it is loaded. */
void space_load(struct vm *vm);
/* Load it in any case. */
void space_reload(struct vm *vm);
/* Load no VM's space. */
void space_unload(void);

/* Make the page at address accessible in the VM's space, which is loaded.
 * SPACE_WAIT: the VM has been taken off the processor, and what it did is to be
 * done again when it runs. */
enum space_result space_touch(struct vm *vm, uint32_t address,
			      enum space_access access);

/* There is no memory for a page table: the VM has used its own up
 * (SPACE_NO_MEMORY), or the host has, and the VM waits (SPACE_WAIT). */
enum space_result space_no_table(struct vm *vm);

struct space_range {
	uint32_t address, length;
};

/* The protect and release of calls.h on a range that is page-aligned and the
 * VM's.  Long ranges return SPACE_AGAIN.  space_may_protect: does no text
 * become writable? */
bool space_may_protect(const struct vm *vm, struct space_range range,
		       uint32_t prot);
enum space_result space_protect(struct vm *vm, struct space_range *range,
				uint32_t prot);
enum space_result space_release(struct vm *vm, struct space_range *range);

/* Copy up to length bytes of what is present, for post-mortems: works on any
 * VM, loaded or not, changes nothing.  Returns the bytes copied. */
uint32_t space_peek(const struct vm *vm, void *to, uint32_t from,
		    uint32_t length);

#endif
