/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Offsets and sizes of C structures that assembly needs.  #define only;
 * offsets.c asserts each.
 */
#ifndef ILWACO_OFFSETS_H
#define ILWACO_OFFSETS_H

/* struct denali_ro_registers */
#define ILW_RO_CPU_FLAGS 20
#define ILW_RO_SEED 80

/* struct ilw_preempt */
#define ILW_PREEMPT_DEPTH 0
#define ILW_PREEMPT_EVENTS 4

/* struct ilw_thread, rounded up to ILW_TLS_ALIGN */
#define ILW_THREAD_SIZE 128
#define ILW_THREAD_INTERRUPTED 42

/* DENALI_CPU_* and an fxsave area */
#define ILW_CPU_SYSENTER 1
#define ILW_CPU_SSE 4
#define ILW_FXSAVE_SIZE 512
#define ILW_MXCSR_DEFAULT 0x1f80

#endif
