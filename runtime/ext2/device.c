/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "device.h"

#include <errno.h>
#include <stddef.h>

int device_error(int status)
{
	switch (status) {
	case DENALI_DISK_OK:
		return 0;
	case DENALI_DISK_READ_ONLY:
		return -EROFS;
	case DENALI_DISK_NO_MEMORY:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

static void wait_for(struct device *device, struct ilw_disk_request *request)
{
	int error;

	if (request->count == 0)
		return;
	error = device_error(ilw_disk_wait(request));
	request->count = 0;
	if (device->error == 0)
		device->error = error;
}

static void submit(struct device *device)
{
	if (device->last != NULL)
		ilw_disk_submit(device->last);
	device->last = NULL;
}

static bool follows(const struct ilw_disk_request *last, uint8_t operation,
		    uint32_t block, const void *data)
{
	return last->operation == operation &&
	       last->count < DENALI_DISK_COUNT &&
	       block == last->block + last->count &&
	       data == (char *)last->data + last->count * ILW_DISK_BLOCK;
}

static void move(struct device *device, uint8_t operation, uint32_t block,
		 void *data)
{
	struct ilw_disk_request *request = device->last;

	if (request != NULL && follows(request, operation, block, data)) {
		request->count++;
		return;
	}
	submit(device);
	request = &device->requests[device->next++ % DEVICE_REQUESTS];
	wait_for(device, request);
	request->done = NULL;
	request->data = data;
	request->block = block;
	request->count = 1;
	request->disk = (uint8_t)device->disk;
	request->operation = operation;
	device->last = request;
}

void device_read(struct device *device, uint32_t block, void *data)
{
	move(device, DENALI_DISK_READ, block, data);
}

void device_write(struct device *device, uint32_t block, const void *data)
{
	move(device, DENALI_DISK_WRITE, block, (void *)(uintptr_t)data);
}

int device_finish(struct device *device)
{
	int error;

	submit(device);
	for (unsigned i = 0; i < DEVICE_REQUESTS; i++)
		wait_for(device, &device->requests[i]);
	error = device->error;
	device->error = 0;
	return error;
}

int device_flush(struct device *device)
{
	int error = device_finish(device);

	return error != 0 ? error : device_error(ilw_disk_flush(device->disk));
}
