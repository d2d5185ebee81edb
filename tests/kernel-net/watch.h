/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A page whose every access is noticed, and answered by changing it at once.
 *
 * This is the guest that one virtual CPU cannot show: one that rewrites what it
 * shares with the kernel between any two of the kernel's loads.  The page is
 * inaccessible; an access faults, is let through alone by single-stepping, and
 * then the hook runs, so that the code under test needs no change at all.
 */
#ifndef TESTS_KERNEL_NET_WATCH_H
#define TESTS_KERNEL_NET_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* Called after each access, with its offset in the page, which it may read and
 * write freely. */
typedef void watch_hook(uint32_t offset, bool write);

/* Watch a page (one at a time) until watch_end. */
void watch_begin(void *page, watch_hook *hook);
void watch_end(void);

#endif
