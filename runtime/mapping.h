/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mapped memory, page by page: what mmap() and its kin are made of.
 *
 * Pages come from the heap, in regions of whole pages.  A page of a region is
 * mapped or not; one that is not has been given back to the kernel, and a later
 * mapping may take it.  A region of which nothing is mapped goes back to the
 * heap, and so does the end of a large one.  Mutual exclusion is here; results
 * are 0 or a negative errno value.
 */
#ifndef RUNTIME_MAPPING_H
#define RUNTIME_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include <ilwaco/memory.h>

/* A range of whole pages inside the VM's memory. */
struct page_range {
	char *start;
	size_t length;
};

/* Whole pages, the last one rounded up; -EINVAL: address is not at a page;
 * -ENOMEM: not inside the VM's memory. */
int page_range(void *address, size_t length, struct page_range *range);

/* Whether one of its pages is of a region and not mapped, or it reaches out of
 * a region.  The program's other memory always counts as mapped. */
bool mapping_has_hole(struct page_range range);

/* Maps so many pages, with this access (DENALI_PROT_*), anywhere. -ENOMEM. */
int mapping_make(size_t length, unsigned access, void **address);

/* The same, in place of what is there; with replace false -EEXIST if something
 * is.  -ENOMEM: not inside a region. */
int mapping_make_at(struct page_range range, unsigned access, bool replace);

/* Unmaps what is mapped there; the program's other memory is left alone. */
int mapping_remove(struct page_range range);

/* Sets the access of memory, mapped by these functions or not.  -ENOMEM: there
 * is a hole, or no memory for page tables; -EACCES: write access to text. */
int mapping_protect(struct page_range range, unsigned access);

/* The access of a range inside one region that is the same for all of its
 * pages, all mapped; else -EFAULT. */
int mapping_access(struct page_range range);

#endif
