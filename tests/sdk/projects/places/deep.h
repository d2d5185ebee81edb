/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#ifndef DEEP_H
#define DEEP_H

int deep(int *at);
const char *where(void);

#endif
