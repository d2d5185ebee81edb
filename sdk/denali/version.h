/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The version of Denali, as `denali --version` prints it.
 */
#ifndef DENALI_CMD_VERSION_H
#define DENALI_CMD_VERSION_H

#define DENALI_VERSION "0.1.0"

#endif
