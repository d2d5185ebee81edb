/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the linker script of an image defines, and Ilwaco reads.
 *
 *	__tls_start .. __tls_data_end   initial values of __thread variables
 *	__tls_data_end .. __tls_end     those that start as zero; __tls_end is
 *	                                rounded up to the section's alignment,
 *	                                which is at most ILW_TLS_ALIGN
 *	__stack_bottom .. __stack_top   the main stack
 *	__stack_bottom .. __stack_usual   its size; behind that, the room that
 *	                                it may begin lower by
 *	__preinit_array_start, _end, __init_array_..., __fini_array_...
 *
 * and in an image that runs at any base
 *	__image_start   where it is; linked for 0
 *	__rodata_start .. __rodata_end   read-only from the start's end on
 *	__rel_start .. __rel_end, __relr_start .. __relr_end   words that hold
 *	                addresses (relocate.c); of R_386_RELATIVE only
 *
 * The notes come from sections .note.denali.contract and, next to it and after
 * it, .note.denali.manifest; both are kept through section collection.
 */
#ifndef ILWACO_IMAGE_H
#define ILWACO_IMAGE_H

/* Alignment of thread pointers, hence the most a __thread variable may ask. */
#define ILW_TLS_ALIGN 64

/* The room that the linker script has for the main stack to begin lower, and
 * the steps within a page that it may do so. */
#define ILW_STACK_SPREAD 0x8000
#define ILW_STACK_STEPS 0xc0

#ifndef __ASSEMBLER__
#include <stdint.h>

struct ilw_relocation { /* Elf32_Rel */
	uint32_t address, type;
};
extern char __image_start[], __rodata_start[], __rodata_end[];
extern const struct ilw_relocation __rel_start[], __rel_end[];
extern const uint32_t __relr_start[], __relr_end[];
extern const char __tls_start[], __tls_data_end[], __tls_end[];
extern char __stack_bottom[], __stack_usual[], __stack_top[];
extern void (*const __preinit_array_start[])(int, char **, char **);
extern void (*const __preinit_array_end[])(int, char **, char **);
extern void (*const __init_array_start[])(int, char **, char **);
extern void (*const __init_array_end[])(int, char **, char **);
extern void (*const __fini_array_start[])(void);
extern void (*const __fini_array_end[])(void);
#endif

#endif
