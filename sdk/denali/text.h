/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What guests have printed, made fit for other places: it can be any bytes, and
 * be cut in the middle of a character.
 */
#ifndef DENALI_CMD_TEXT_H
#define DENALI_CMD_TEXT_H

#include "buffer.h"

/* For a terminal: what is no text in UTF-8, or a control character other than
 * a tab, becomes \xHH.  Appended to out. */
void text_visible(struct buffer *out, const uint8_t *bytes, size_t length);

/* For JSON: what is no UTF-8 becomes U+FFFD, a byte each. */
void text_utf8(struct buffer *out, const uint8_t *bytes, size_t length);

#endif
