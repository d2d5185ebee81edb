/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine, as far as a VM sees it.
 */
#ifndef _SYS_SYSINFO_H
#define _SYS_SYSINFO_H

#include <sys/cdefs.h>

struct sysinfo {
	long uptime; /* seconds since the host started */
	unsigned long loads[3];
	unsigned long totalram; /* all sizes in units of mem_unit */
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalswap;
	unsigned long freeswap;
	unsigned short procs; /* threads are not counted: 1 */
	unsigned long totalhigh;
	unsigned long freehigh;
	unsigned int mem_unit; /* bytes: 1 */
};

__BEGIN_DECLS

/* -1 and EFAULT: info is NULL. */
int sysinfo(struct sysinfo *info);

int get_nprocs(void);
int get_nprocs_conf(void);
long get_phys_pages(void);
long get_avphys_pages(void);

__END_DECLS

#endif
