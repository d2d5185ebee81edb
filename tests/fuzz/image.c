/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the image checker: no file may make it read past the end, and no
 * image that it lets through may break a rule.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "image_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t file_size;

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

/* Of an image that is not in one piece. */
static void read_piece(const void *file, void *to, uint32_t offset,
		       uint32_t length)
{
	require(offset <= file_size && length <= file_size - offset,
		"reads are inside the file");
	memcpy(to, (const uint8_t *)file + offset, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image = { 0 }, pieces = { 0 };
	struct denali_finding finding, same;
	const char *broken;

	file_size = size;
	image_check(data, (uint32_t)size, NULL, &image, &finding);
	image_check(data, (uint32_t)size, read_piece, &pieces, &same);
	require(finding.number == same.number, "in pieces it is another");
	if (finding.number != FINDING_NONE)
		return 0;
	require(memcmp(&image, &pieces, sizeof image) == 0,
		"in pieces it says something else");
	broken = image_broken_rule(&image, (uint32_t)size);
	require(!broken, broken);
	return 0;
}
