/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Prints what looks like messages of the kernel to the host: they must come out
 * as the bytes that they are.
 */
#include <stdio.h>

#include <denali/hostport.h>

int main(void)
{
	struct denali_port_header header = { DENALI_PORT_MAGIC,
					     DENALI_PORT_EXIT,
					     sizeof(struct denali_port_exit),
					     0 };
	struct denali_port_exit body = { DENALI_CAUSE_EXIT, 99 };

	fwrite(&header, sizeof header, 1, stdout);
	fwrite(&body, sizeof body, 1, stdout);
	header.type = DENALI_PORT_END;
	header.vm = DENALI_PORT_HOST;
	fwrite(&header, sizeof header, 1, stdout);
	return 4;
}
