/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/sysinfo.h>
#include <unistd.h>

#include <ilwaco/clock.h>

#include "syscall.h"

int sysinfo(struct sysinfo *info)
{
	unsigned long page = (unsigned long)getpagesize();

	if (info == NULL)
		return (int)syscall_result(-EFAULT);
	*info = (struct sysinfo){
		.uptime = (long)(ilw_clock_monotonic() / ILW_SECOND),
		.totalram = (unsigned long)get_phys_pages() * page,
		.freeram = (unsigned long)get_avphys_pages() * page,
		.procs = 1,
		.mem_unit = 1,
	};
	return 0;
}

int get_nprocs(void)
{
	return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int get_nprocs_conf(void)
{
	return (int)sysconf(_SC_NPROCESSORS_CONF);
}

long get_phys_pages(void)
{
	return sysconf(_SC_PHYS_PAGES);
}

long get_avphys_pages(void)
{
	return sysconf(_SC_AVPHYS_PAGES);
}
