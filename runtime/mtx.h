/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Results of POSIX threads as those of <threads.h>.
 */
#ifndef RUNTIME_MTX_H
#define RUNTIME_MTX_H

#include <errno.h>
#include <threads.h>

static inline int mtx_result(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ETIMEDOUT:
		return thrd_timedout;
	default:
		return thrd_error;
	}
}

#endif
