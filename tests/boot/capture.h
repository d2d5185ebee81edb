/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What tshark finds in a capture of a network.
 */
#ifndef BOOT_CAPTURE_H
#define BOOT_CAPTURE_H

/* How many frames of the capture, a file, pass the filter. */
int capture_frames(const char *capture, const char *filter);

#endif
