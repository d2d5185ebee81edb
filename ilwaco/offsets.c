/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Holds offsets.h, which assembly reads, to the structures it describes.
 */
#include <stddef.h>

#include <ilwaco/image.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>
#include <ilwaco/thread.h>

#include "offsets.h"

_Static_assert(offsetof(struct denali_ro_registers, cpu_flags) ==
		       ILW_RO_CPU_FLAGS,
	       "offsets.h");
_Static_assert(offsetof(struct denali_ro_registers, seed) == ILW_RO_SEED,
	       "offsets.h");
_Static_assert(offsetof(struct ilw_preempt, depth) == ILW_PREEMPT_DEPTH,
	       "offsets.h");
_Static_assert(offsetof(struct ilw_preempt, events) == ILW_PREEMPT_EVENTS,
	       "offsets.h");
_Static_assert(sizeof(struct ilw_thread) <= ILW_THREAD_SIZE, "offsets.h");
_Static_assert(offsetof(struct ilw_thread, interrupted) ==
		       ILW_THREAD_INTERRUPTED,
	       "offsets.h");
_Static_assert(ILW_THREAD_SIZE % ILW_TLS_ALIGN == 0, "offsets.h");
_Static_assert(ILW_CPU_SYSENTER == DENALI_CPU_SYSENTER, "offsets.h");
_Static_assert(ILW_CPU_SSE == DENALI_CPU_SSE2, "offsets.h");
