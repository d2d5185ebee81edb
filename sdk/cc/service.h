/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a manifest comes to in an image.
 */
#ifndef CC_SERVICE_H
#define CC_SERVICE_H

#include "options.h"

/* Reads the manifest, if there is one, and has the options say what it says
 * and they do not: an option wins, or adds to it.  What the note is to say then
 * is in options->service.  Ends the program where something is wrong. */
void service_apply(struct options *options);

#endif
