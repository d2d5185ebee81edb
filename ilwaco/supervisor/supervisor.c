/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One function an instruction.
 */
#include <ilwaco/supervisor.h>

#include "../call.h"

int32_t ilw_image_create(uint32_t length)
{
	return ilw_call(DENALI_IMAGE_CREATE, length, 0, 0);
}

int32_t ilw_image_write(uint32_t image, uint32_t offset, const void *data)
{
	return ilw_call(DENALI_IMAGE_WRITE, image, offset, (uint32_t)data);
}

int32_t ilw_image_seal(uint32_t image)
{
	return ilw_call(DENALI_IMAGE_SEAL, image, 0, 0);
}

int32_t ilw_image_destroy(uint32_t image)
{
	return ilw_call(DENALI_IMAGE_DESTROY, image, 0, 0);
}

int32_t ilw_vm_create(const struct denali_plan *plan, uint32_t length)
{
	return ilw_call(DENALI_VM_CREATE, (uint32_t)plan, length, 0);
}

int32_t ilw_vm_destroy(uint32_t vm)
{
	return ilw_call(DENALI_VM_DESTROY, vm, 0, 0);
}

int32_t ilw_vm_stop(uint32_t vm)
{
	return ilw_call(DENALI_VM_STOP, vm, 0, 0);
}

int32_t ilw_vm_pause(uint32_t vm)
{
	return ilw_call(DENALI_VM_PAUSE, vm, 0, 0);
}

int32_t ilw_vm_resume(uint32_t vm)
{
	return ilw_call(DENALI_VM_RESUME, vm, 0, 0);
}

int32_t ilw_vm_inspect(uint32_t vm, struct denali_vm_status *status)
{
	return ilw_call(DENALI_VM_INSPECT, vm, (uint32_t)status,
			sizeof(*status));
}

int32_t ilw_vm_tune(uint32_t vm, const struct denali_tuning *tuning)
{
	return ilw_call(DENALI_VM_TUNE, vm, (uint32_t)tuning, sizeof(*tuning));
}

int32_t ilw_vm_policy(uint32_t vm, const struct denali_policy *policy)
{
	return ilw_call(DENALI_VM_POLICY, vm, (uint32_t)policy,
			sizeof(*policy));
}

int32_t ilw_vm_address(uint32_t vm, const struct denali_network *network)
{
	return ilw_call(DENALI_VM_ADDRESS, vm, (uint32_t)network,
			sizeof(*network));
}

int32_t ilw_vm_disk(uint32_t vm, const struct denali_extents *extents)
{
	return ilw_call(DENALI_VM_DISK, vm, (uint32_t)extents,
			sizeof(*extents));
}

int32_t ilw_vm_input(uint32_t vm, const void *data, uint32_t length)
{
	return ilw_call(DENALI_VM_INPUT, vm, (uint32_t)data, length);
}

int32_t ilw_vm_next(uint32_t vm)
{
	return ilw_call(DENALI_VM_NEXT, vm, 0, 0);
}

int32_t ilw_machine(struct denali_machine *machine)
{
	return ilw_call(DENALI_MACHINE, (uint32_t)machine, sizeof(*machine), 0);
}

int32_t ilw_machine_disk(uint32_t disk, struct denali_machine_disk *info)
{
	return ilw_call(DENALI_DISK_INFO, disk, (uint32_t)info, sizeof(*info));
}

int32_t ilw_forward(const struct denali_forward *forward)
{
	return ilw_call(DENALI_FORWARD, (uint32_t)forward, sizeof(*forward), 0);
}

int32_t ilw_clock_set(int64_t time)
{
	return ilw_call(DENALI_CLOCK_SET, (uint32_t)time,
			(uint32_t)((uint64_t)time >> 32), 0);
}

int32_t ilw_power_off(void)
{
	return ilw_call(DENALI_POWER_OFF, 0, 0, 0);
}
