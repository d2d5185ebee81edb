/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rings with random work in them.
 */
#ifndef RANDOM_RINGS_H
#define RANDOM_RINGS_H

/* Post something somewhere that breaks no rule of the rings. */
void rings_post(void);

/* Anything, anywhere in the rings. */
void rings_spoil(void);

#endif
