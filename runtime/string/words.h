/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the functions on memory share.
 *
 * Programs copy, fill and compare short lengths most.  These functions do that
 * by plain moves: the processor's string instructions are slow to begin, and
 * pay only for what is long.  Vector registers would pay sooner, but a VM that
 * uses them costs the kernel half a KiB, and an exception at a switch to it.
 */
#ifndef RUNTIME_STRING_WORDS_H
#define RUNTIME_STRING_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* From this length on string instructions are quicker. */
#define LONG 512

/* Those of an object of any type, at any address. */
typedef uint32_t word __attribute__((may_alias, aligned(1)));
typedef uint16_t half __attribute__((may_alias, aligned(1)));

#endif
