/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images whole.  What is behind the end of the last page is copied too, so the
 * last page is taken from a copy: its neighbour need not be there.
 */
#include <string.h>

#include <ilwaco/supervisor.h>

#define PIECE DENALI_SUPERVISOR_BYTES

static int32_t write_all(uint32_t image, const uint8_t *data, uint32_t length)
{
	static uint8_t last[PIECE];
	uint32_t offset = 0;
	int32_t error = 0;

	for (; error >= 0 && length - offset >= PIECE; offset += PIECE)
		error = ilw_image_write(image, offset, data + offset);
	if (error < 0 || offset == length)
		return error;
	memcpy(last, data + offset, length - offset);
	return ilw_image_write(image, offset, last);
}

int32_t ilw_image_load(const void *data, uint32_t length)
{
	int32_t image = ilw_image_create(length), error;

	if (image < 0)
		return image;
	error = write_all((uint32_t)image, data, length);
	if (error >= 0)
		error = ilw_image_seal((uint32_t)image);
	if (error >= 0)
		return image;
	ilw_image_destroy((uint32_t)image);
	return error;
}
