/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, which declares functions of long double only where that is
 * double; here they are the runtime's own.
 */
#ifndef _LDBL_EQ_DBL
#define _LDBL_EQ_DBL
#include_next <math.h>
#undef _LDBL_EQ_DBL
#else
#include_next <math.h>
#endif
