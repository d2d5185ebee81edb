/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a session is, for those that make and use it.
 */
#ifndef DENALI_CMD_HTTPSESSION_H
#define DENALI_CMD_HTTPSESSION_H

#include "certificate.h"

struct http_session {
	CURL *curl;
	struct certificate certificate;
	char *authorities;
};

#endif
