/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of the image checker: no file may make it read past the end, and no
 * image that it lets through may break a rule.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "image.h"
#include "image_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image image;
	struct denali_finding finding;
	const char *broken;

	if (image_check(data, (uint32_t)size, NULL, &image, &finding) !=
	    FINDING_NONE)
		return 0;
	broken = image_broken_rule(&image, (uint32_t)size);
	if (broken) {
		fprintf(stderr, "broken rule: %s\n", broken);
		abort();
	}
	return 0;
}
