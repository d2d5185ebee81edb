/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What to do when the system refuses a file: the end of an error message, after
 * its own words.
 */
#ifndef COMMON_REMEDY_H
#define COMMON_REMEDY_H

/* For an errno value; words without a full stop.  Never null. */
const char *remedy(int error);

#endif
