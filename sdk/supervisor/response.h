/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Answers as HTTP has them.
 */
#ifndef SUPERVISOR_RESPONSE_H
#define SUPERVISOR_RESPONSE_H

#include <microhttpd.h>

#include "exchange.h"
#include "sessions.h"

/* Its answer, with its headers; what is read as it is sent, is read from the
 * exchange, which is to live as long, and the session, which may be null, is
 * told.  Null: no memory. */
struct MHD_Response *response_make(struct exchange *exchange,
				   struct session *session);

#endif
