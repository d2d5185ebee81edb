/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What stands for a function that a class only declares; it can be called
 * while an object is being made or destroyed.
 */
#include <stdio.h>
#include <stdlib.h>

void cplusplus_pure(void) __asm__("__cxa_pure_virtual");
void cplusplus_pure(void)
{
	fputs("pure virtual function called\n", stderr);
	abort();
}
