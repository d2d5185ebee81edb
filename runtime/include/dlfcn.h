/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Shared objects: none can be loaded.  dlopen and dlsym return NULL, dlclose
 * -1; dlerror says so.  The linker warns of whoever calls them.
 */
#ifndef _DLFCN_H
#define _DLFCN_H

#include <sys/cdefs.h>

#define RTLD_LAZY 0x1
#define RTLD_NOW 0x2
#define RTLD_GLOBAL 0x100
#define RTLD_LOCAL 0

#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT ((void *)-1)

__BEGIN_DECLS

void *dlopen(const char *path, int mode);
void *dlsym(void *__restrict handle, const char *__restrict name);
int dlclose(void *handle);
/* Why the last of these failed, once; then NULL.  Of the process, not of the
 * thread. */
char *dlerror(void);

typedef struct {
	const char *dli_fname;
	void *dli_fbase;
	const char *dli_sname;
	void *dli_saddr;
} Dl_info;

/* 0: nothing is known of the address.  Always: an image has no names. */
int dladdr(const void *address, Dl_info *about);

__END_DECLS

#endif
