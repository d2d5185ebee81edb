/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <denali/findings.h>

#include <ilwaco/supervisor.h>

#define FINDING(number, name, item, text, values)                              \
	case DENALI_EBAD - (number):                                           \
		return text;

const char *ilw_supervisor_error(int32_t error)
{
	switch (error) {
	case DENALI_EINVAL:
		return "an argument has a value it cannot have";
	case DENALI_EFAULT:
		return "an address is not the VM's own";
	case DENALI_ENOSYS:
		return "this kernel has no such instruction";
	case DENALI_EPERM:
		return "this VM is not the supervisor";
	case DENALI_ENOMEM:
		return "no memory, or too many of them";
	case DENALI_ENOENT:
		return "there is no such VM, image or disk";
	case DENALI_EBUSY:
		return "it is in use";
		DENALI_FINDINGS(FINDING)
	default:
		return error < 0 ? "unknown error" : "no error";
	}
}
