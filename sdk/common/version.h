/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The version of Denali, as all its programs print it and archives are named;
 * the build reads it from here.  The day is that of the files in an archive,
 * which are to be the same whenever it is made.
 */
#ifndef DENALI_VERSION_H
#define DENALI_VERSION_H

#define DENALI_VERSION "0.1.0"
#define DENALI_RELEASED "2026-11-23"

#endif
