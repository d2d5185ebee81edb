/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "deep.h"

int assembled(void);
int of_objects(int);

static int zero;

int main(void)
{
	puts(where());
	return deep(&zero) + assembled() + of_objects(2) == 13 ? 0 : 1;
}
