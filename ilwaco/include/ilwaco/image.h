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
 *	__preinit_array_start, _end, __init_array_..., __fini_array_...
 *
 * The notes come from sections .note.denali.contract and, next to it and after
 * it, .note.denali.manifest; both are kept through section collection.
 */
#ifndef ILWACO_IMAGE_H
#define ILWACO_IMAGE_H

/* Alignment of thread pointers, hence the most a __thread variable may ask. */
#define ILW_TLS_ALIGN 64

#ifndef __ASSEMBLER__
extern const char __tls_start[], __tls_data_end[], __tls_end[];
extern char __stack_bottom[], __stack_top[];
extern void (*const __preinit_array_start[])(int, char **, char **);
extern void (*const __preinit_array_end[])(int, char **, char **);
extern void (*const __init_array_start[])(int, char **, char **);
extern void (*const __init_array_end[])(int, char **, char **);
extern void (*const __fini_array_start[])(void);
extern void (*const __fini_array_end[])(void);
#endif

#endif
