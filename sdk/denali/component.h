/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which part of the system a piece of an image comes from.
 */
#ifndef DENALI_CMD_COMPONENT_H
#define DENALI_CMD_COMPONENT_H

/* What is no input file's. */
#define COMPONENT_HEADERS "headers" /* of ELF */
#define COMPONENT_PADDING "padding" /* between two pieces */

/*
 * The component of an input section, by its name and its file as the linker's
 * map has them; allocated:
 *
 *   program    the objects of the service itself
 *   files      what denali-cc --files and --mount bundle, and its notes
 *   ilwaco, runtime, lwip, ext2   the SDK's parts
 *   libc, libm, libNAME           libraries, the SDK's and others
 *   compiler   what the compiler brings
 *   linker     what the linker makes
 */
char *component_of(const char *section, const char *file);

/* The file's name without the folder of the SDK's libraries, in it. */
const char *component_file(const char *file);

#endif
