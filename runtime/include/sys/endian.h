/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The name that the BSDs have for it.
 */
#include <endian.h>
