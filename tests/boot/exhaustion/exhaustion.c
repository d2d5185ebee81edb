/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * malloc to exhaustion returns NULL with ENOMEM, and the service goes on: what
 * it has stays intact, and what it frees can be had again.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 10000
#define MOST 4096

static unsigned char *blocks[MOST];

static int take_all(void)
{
	int count = 0;

	errno = 0;
	while (count < MOST && (blocks[count] = malloc(SIZE)) != NULL) {
		memset(blocks[count], count & 0xff, SIZE);
		count++;
	}
	return count;
}

static int give_all(int count)
{
	int bad = 0;

	for (int i = 0; i < count; i++) {
		bad += blocks[i][0] != (i & 0xff) ||
		       blocks[i][SIZE - 1] != (i & 0xff);
		free(blocks[i]);
	}
	return bad;
}

int main(void)
{
	int first = take_all();
	int why = errno;
	int bad = give_all(first);
	int second = take_all();

	bad += give_all(second);
	if (why != ENOMEM)
		printf("errno is %d\n", why);
	if (first < 100 || first == MOST)
		printf("%d blocks of a 4 MiB machine\n", first);
	if (second < first - first / 10)
		printf("%d blocks, then only %d\n", first, second);
	if (malloc(SIZE_MAX / 2) != NULL)
		puts("half the address space was given");
	printf("%d bad, goes on\n", bad);
	return 0;
}
