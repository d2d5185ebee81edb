/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The VMs behind the proxy, in turn.
 */
#ifndef BACKENDS_H
#define BACKENDS_H

/* Find them, by the name that BACKENDS in the environment says.  Ends the
 * program if there are none. */
void backends_find(void);
unsigned int backends_count(void);

/* Begin to connect to the next one that is not known to be dead, if there is
 * one, else to the next.  Returns a socket, or -1, and which it is. */
int backends_connect(unsigned int *which);

/* It does not answer: it is left alone for a while.  It does. */
void backends_lost(unsigned int which);
void backends_found(unsigned int which);

#endif
